import { useMemo } from 'react';
import { linesOf, stackOf } from '../../charts/grouped-series.js';
import { intervalIn } from '../../charts/period.js';
import { sumOf } from '../../charts/series.js';
import { TimeChart } from '../../charts/time-chart.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { count, percent } from '../../format/numbers.js';
import { DIMENSION_LABELS } from './dimensions.js';
import type { Group } from './error-groups.js';
import { FAILED } from './call-filters.js';
import { Slot } from './slot.js';
import { useReleaseMarkers } from './use-release-markers.js';
import { useChartLinks, useTimeSeries, type TimeSeries } from './use-charts.js';

interface ChartProps {
  points: TimeSeries;
  group: Group;
}

export function RateOverTime({ group }: { group: Group }) {
  const series = useTimeSeries({ groupBy: group });
  return (
    <Panel
      title={`Error rate by ${DIMENSION_LABELS[group].toLowerCase()}`}
      note="Failed and timed out among finished calls, of those with most failures"
    >
      <Slot query={series} room="chart" isEmpty={hasNone}>
        {(points) => <Rates points={points} group={group} />}
      </Slot>
    </Panel>
  );
}

export function FailedOverTime({ group }: { group: Group }) {
  const series = useTimeSeries({ groupBy: group });
  return (
    <Panel title={`Failed calls by ${DIMENSION_LABELS[group].toLowerCase()}`}>
      <Slot query={series} room="chart" isEmpty={hasNone}>
        {(points) => <Failed points={points} group={group} />}
      </Slot>
    </Panel>
  );
}

function Rates({ points, group }: ChartProps) {
  const { hrefBy, zoom } = useChartLinks();
  const markers = useReleaseMarkers();
  const series = useMemo(
    () => [
      { name: 'all', colour: '--text' as const, values: points.map(({ errorRate }) => errorRate) },
      ...linesOf(
        points,
        ({ errorRate }) => errorRate,
        ({ failedCalls }) => failedCalls,
        4,
      ),
    ],
    [points],
  );
  const hrefOf = hrefBy(group, { status: FAILED });
  return (
    <TimeChart
      title={`Error rate by ${DIMENSION_LABELS[group].toLowerCase()}`}
      kind="lines"
      periods={points}
      interval={intervalIn(points)}
      series={series}
      format={percent}
      hrefOf={({ name, period }) => hrefOf({ name: name === 'all' ? undefined : name, period })}
      onZoom={zoom}
      markers={markers}
    />
  );
}

function Failed({ points, group }: ChartProps) {
  const { hrefBy, zoom } = useChartLinks();
  const markers = useReleaseMarkers();
  const series = useMemo(() => stackOf(points, ({ failedCalls }) => failedCalls), [points]);
  if (series.length === 0) return <EmptyState title="No call failed in this time." />;
  return (
    <TimeChart
      title={`Failed calls by ${DIMENSION_LABELS[group].toLowerCase()}`}
      kind="bars"
      periods={points}
      interval={intervalIn(points)}
      series={series}
      format={count}
      whole
      hrefOf={hrefBy(group, { status: FAILED })}
      legendValue={({ values }) => count(sumOf(values))}
      onZoom={zoom}
      markers={markers}
    />
  );
}

function hasNone(points: TimeSeries): boolean {
  return points.every(({ totalCalls }) => totalCalls === 0);
}
