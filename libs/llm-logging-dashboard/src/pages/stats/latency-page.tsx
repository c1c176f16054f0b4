import { Columns, Page } from '../../components/page.js';
import { LatencyByModel } from './latency-by-model.js';
import { LatencyFigures } from './latency-figures.js';
import { FIRST_TOKEN, LATENCY, PercentilesOverTime, SPEED } from './percentiles-over-time.js';
import { ModelsOverTime } from './models-over-time.js';

/** How long calls take. */
export function LatencyPage() {
  return (
    <Page title="Latency">
      <LatencyFigures />
      <PercentilesOverTime {...LATENCY} />
      <ModelsOverTime />
      <Columns>
        <PercentilesOverTime {...FIRST_TOKEN} />
        <PercentilesOverTime {...SPEED} />
      </Columns>
      <LatencyByModel />
    </Page>
  );
}
