import { useMemo } from 'react';
import { MOST_NAMES } from '../../charts/colour-scale.js';
import { stackOf } from '../../charts/grouped-series.js';
import { intervalIn } from '../../charts/period.js';
import { sumOf } from '../../charts/series.js';
import { TimeChart } from '../../charts/time-chart.js';
import { Choice } from '../../components/choice.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { moneyColumn } from '../../format/money.js';
import { count, money, tokens } from '../../format/numbers.js';
import { useParameter } from '../../view/use-view.js';
import { useCostLimits } from '../budgets/use-cost-limits.js';
import { axisMoney, axisTokens } from './axis-formats.js';
import { DIMENSION_LABELS, optionsOf, type Dimension } from './dimensions.js';
import { Slot } from './slot.js';
import { useReleaseMarkers } from './use-release-markers.js';
import { useChartLinks, useTimeSeries, type TimeSeries } from './use-charts.js';

const MEASURES = {
  cost: { label: 'Cost', of: 'totalCost', format: money, axisFormat: axisMoney },
  calls: { label: 'Calls', of: 'totalCalls', format: count, axisFormat: count },
  tokens: { label: 'Tokens', of: 'totalTokens', format: tokens, axisFormat: axisTokens },
} as const;
type Measure = keyof typeof MEASURES;
const MEASURE_OPTIONS = (Object.keys(MEASURES) as Measure[]).map((value) => ({ value, label: MEASURES[value].label }));

/** Cost, calls or tokens over time, stacked by the names of a dimension. */
export function SpendOverTime({ dimensions }: { dimensions: readonly Dimension[] }) {
  const [chosen, setDimension] = useParameter('by', dimensions[0]!);
  const [of, setMeasure] = useParameter('of', 'cost');
  const dimension = dimensions.find((one) => one === chosen) ?? dimensions[0]!;
  const measure = of in MEASURES ? (of as Measure) : 'cost';
  const series = useTimeSeries({
    groupBy: dimension,
    by: measure === 'calls' ? 'calls' : 'cost',
    // By tokens nobody ranks: the largest are found among more names.
    limit: measure === 'tokens' ? 5 * MOST_NAMES : MOST_NAMES,
  });
  return (
    <Panel
      title={`${MEASURES[measure].label} by ${DIMENSION_LABELS[dimension].toLowerCase()}`}
      actions={
        <>
          <Choice label="Measure" options={MEASURE_OPTIONS} value={measure} onChange={setMeasure} />
          {dimensions.length > 1 && (
            <Choice label="Group by" options={optionsOf(dimensions)} value={dimension} onChange={setDimension} />
          )}
        </>
      }
    >
      <Slot query={series} room="chart" isEmpty={(points) => points.every(({ totalCalls }) => totalCalls === 0)}>
        {(points) => <Chart points={points} dimension={dimension} measure={measure} />}
      </Slot>
    </Panel>
  );
}

function Chart({ points, dimension, measure }: { points: TimeSeries; dimension: Dimension; measure: Measure }) {
  const { hrefBy, zoom } = useChartLinks();
  const limits = useCostLimits(intervalIn(points));
  const { label, of, format, axisFormat } = MEASURES[measure];
  const markers = useReleaseMarkers();
  const series = useMemo(() => stackOf(points, (totals) => totals[of]), [points, of]);
  const inColumn = measure === 'cost' ? moneyColumn(series.map(({ values }) => sumOf(values))) : format;
  if (series.length === 0)
    return <EmptyState title={measure === 'cost' ? 'No call in this time has a price.' : 'Nothing to show.'} />;
  return (
    <TimeChart
      title={`${label} by ${DIMENSION_LABELS[dimension].toLowerCase()}`}
      kind="bars"
      periods={points}
      interval={intervalIn(points)}
      series={series}
      format={format}
      axisFormat={axisFormat}
      whole={measure !== 'cost'}
      limits={measure === 'cost' ? limits : undefined}
      hrefOf={hrefBy(dimension)}
      legendValue={({ values }) => inColumn(sumOf(values))}
      onZoom={zoom}
      markers={markers}
    />
  );
}
