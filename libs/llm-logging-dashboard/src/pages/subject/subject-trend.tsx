import { useMemo } from 'react';
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
import { axisMoney, axisTokens } from '../stats/axis-formats.js';
import { DIMENSION_LABELS, optionsOf, type Dimension } from '../stats/dimensions.js';
import { Slot } from '../stats/slot.js';
import { useReleaseMarkers } from '../stats/use-release-markers.js';
import { useChartLinks, useTimeSeries, type TimeSeries } from '../stats/use-charts.js';
import type { SubjectKind } from '../../view/subjects.js';
import type { SubjectProps } from './subject-props.js';

const MEASURES = {
  cost: { label: 'Cost', of: ({ totalCost }: Totals) => totalCost, format: money, axisFormat: axisMoney },
  calls: { label: 'Calls', of: ({ totalCalls }: Totals) => totalCalls, format: count, axisFormat: count },
  tokens: { label: 'Tokens', of: ({ totalTokens }: Totals) => totalTokens, format: tokens, axisFormat: axisTokens },
  failed: { label: 'Failed', of: ({ failedCalls }: Totals) => failedCalls, format: count, axisFormat: count },
} as const;
type Totals = Pick<TimeSeries[number], 'totalCost' | 'totalCalls' | 'totalTokens' | 'failedCalls'>;
type Measure = keyof typeof MEASURES;
const OPTIONS = (Object.keys(MEASURES) as Measure[]).map((value) => ({ value, label: MEASURES[value].label }));

/** What a subject is divided by, the usual first. */
const DIMENSIONS: Readonly<Record<SubjectKind, readonly Dimension[]>> = {
  user: ['model', 'callType', 'origin'],
  company: ['model', 'callType', 'user'],
  origin: ['model', 'callType', 'company'],
  model: ['callType', 'company', 'user'],
  prompt: ['promptVersion', 'model', 'company'],
};

/** How it went over time. */
export function SubjectTrend({ kind, filters }: SubjectProps) {
  const dimensions = DIMENSIONS[kind];
  const [chosenMeasure, setMeasure] = useParameter('of', 'cost');
  const [chosenDimension, setDimension] = useParameter('by', dimensions[0]!);
  const measure = Object.hasOwn(MEASURES, chosenMeasure) ? (chosenMeasure as Measure) : 'cost';
  const dimension = dimensions.find((one) => one === chosenDimension) ?? dimensions[0]!;
  const series = useTimeSeries({
    ...filters,
    groupBy: dimension,
    by: measure === 'cost' ? 'cost' : 'calls',
    limit: 20,
  });
  const title = `${MEASURES[measure].label} over time`;
  return (
    <Panel
      title={title}
      actions={
        <>
          <Choice label="Measure" options={OPTIONS} value={measure} onChange={setMeasure} />
          <Choice label="By" options={optionsOf(dimensions)} value={dimension} onChange={setDimension} />
        </>
      }
    >
      <Slot query={series} room="chart" isEmpty={(points) => points.every(({ totalCalls }) => totalCalls === 0)}>
        {(points) => <Chart points={points} measure={measure} dimension={dimension} filters={filters} />}
      </Slot>
    </Panel>
  );
}

interface ChartProps extends Pick<SubjectProps, 'filters'> {
  points: TimeSeries;
  measure: Measure;
  dimension: Dimension;
}

function Chart({ points, measure, dimension, filters }: ChartProps) {
  const { hrefBy, zoom } = useChartLinks();
  const markers = useReleaseMarkers();
  const limits = useCostLimits(intervalIn(points), filters);
  const { label, of, format, axisFormat } = MEASURES[measure];
  const series = useMemo(() => stackOf(points, of), [points, of]);
  const inColumn = measure === 'cost' ? moneyColumn(series.map(({ values }) => sumOf(values))) : format;
  if (series.length === 0) return <EmptyState title={`${label}: nothing in this time.`} />;
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
      markers={markers}
      limits={measure === 'cost' ? limits : undefined}
      hrefOf={hrefBy(dimension, filters)}
      legendValue={({ values }) => inColumn(sumOf(values))}
      onZoom={zoom}
    />
  );
}
