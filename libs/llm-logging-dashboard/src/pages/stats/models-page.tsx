import { useStats } from '../../api/queries.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { useView } from '../../view/use-view.js';
import { CallTypeChoice } from './call-type-choice.js';
import { ModelMultiples } from './model-multiples.js';
import { ModelTable } from './model-table.js';
import { byCost } from './model-measures.js';
import { Slot } from './slot.js';

/** Models side by side, best on calls of one type. */
export function ModelsPage() {
  const { view } = useView();
  const models = useStats('stats/models');
  const types = view.filters.callType ?? [];
  const note =
    types.length === 1
      ? `Calls of the type ${types[0]}, highest cost first`
      : 'Highest cost first, all types together. Choose one type to compare like with like.';
  return (
    <Page title="Models" actions={<CallTypeChoice />}>
      <Panel title="Side by side" note={note}>
        <Slot query={models} room="chart" isEmpty={(rows) => rows.length === 0}>
          {(rows) => <ModelMultiples rows={byCost(rows)} />}
        </Slot>
      </Panel>
      <Panel title="All figures">
        <Slot query={models} room="table" isEmpty={(rows) => rows.length === 0}>
          {(rows) => <ModelTable rows={byCost(rows)} />}
        </Slot>
      </Panel>
    </Page>
  );
}
