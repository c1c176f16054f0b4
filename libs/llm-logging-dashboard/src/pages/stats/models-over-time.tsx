import { useMemo } from 'react';
import { linesOf } from '../../charts/grouped-series.js';
import { intervalIn } from '../../charts/period.js';
import { TimeChart } from '../../charts/time-chart.js';
import { Choice } from '../../components/choice.js';
import { Panel } from '../../components/panel.js';
import { duration } from '../../format/numbers.js';
import { useParameter } from '../../view/use-view.js';
import { Slot } from './slot.js';
import { axisDuration } from './axis-formats.js';
import { useReleaseMarkers } from './use-release-markers.js';
import { useChartLinks, useTimeSeries, type TimeSeries } from './use-charts.js';

const SHARES = ['p50', 'p95', 'p99'] as const;
type Share = (typeof SHARES)[number];
/** Of models that cost nothing, those with most calls. */
const AS_TIE_BREAK = 1e-9;
const OPTIONS = SHARES.map((value) => ({ value, label: value }));

/** One percentile of the costliest models over time. */
export function ModelsOverTime() {
  const [chosen, setShare] = useParameter('percentile', 'p95');
  const share = SHARES.find((one) => one === chosen) ?? 'p95';
  const series = useTimeSeries({ groupBy: 'model', by: 'cost', percentiles: 'latency' });
  return (
    <Panel
      title={`Latency by model, ${share}`}
      note="The models with the highest cost"
      actions={<Choice label="Percentile" options={OPTIONS} value={share} onChange={setShare} />}
    >
      <Slot query={series} room="chart" isEmpty={(points) => points.every(({ p50LatencyMs }) => p50LatencyMs == null)}>
        {(points) => <Chart points={points} share={share} />}
      </Slot>
    </Panel>
  );
}

function Chart({ points, share }: { points: TimeSeries; share: Share }) {
  const { hrefBy, zoom } = useChartLinks();
  const markers = useReleaseMarkers();
  const series = useMemo(
    () =>
      linesOf(
        points,
        (totals) => totals[`${share}LatencyMs`] ?? null,
        ({ totalCost, totalCalls }) => totalCost + totalCalls * AS_TIE_BREAK,
      ),
    [points, share],
  );
  return (
    <TimeChart
      title={`Latency by model, ${share}`}
      kind="lines"
      periods={points}
      interval={intervalIn(points)}
      series={series}
      format={duration}
      axisFormat={axisDuration}
      markers={markers}
      hrefOf={hrefBy('model')}
      onZoom={zoom}
    />
  );
}
