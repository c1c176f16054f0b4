import { useMemo } from 'react';
import { intervalIn } from '../../charts/period.js';
import type { Series } from '../../charts/series.js';
import { TimeChart } from '../../charts/time-chart.js';
import type { Where } from '../../charts/where.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { duration } from '../../format/numbers.js';
import { useView } from '../../view/use-view.js';
import { axisDuration } from './axis-formats.js';
import { slower } from './call-filters.js';
import { Slot } from './slot.js';
import { perSecond } from './speed.js';
import { partOf } from './time-range.js';
import { useReleaseMarkers } from './use-release-markers.js';
import { useChartLinks, useTimeSeries, type TimeSeries } from './use-charts.js';

type Totals = TimeSeries[number];
type Measure =
  | 'p50LatencyMs'
  | 'p95LatencyMs'
  | 'p99LatencyMs'
  | 'p50TimeToFirstTokenMs'
  | 'p95TimeToFirstTokenMs'
  | 'tokensPerSecond';

interface Lines {
  title: string;
  note?: string;
  lines: readonly { name: string; measure: Measure; colour: Series['colour'] }[];
  format: (value: number) => string;
  axisFormat: (value: number) => string;
}

export const LATENCY: Lines = {
  title: 'Latency',
  note: 'Half of the calls are faster than p50; one in twenty is slower than p95, one in a hundred slower than p99.',
  lines: [
    { name: 'p50', measure: 'p50LatencyMs', colour: '--series-1' },
    { name: 'p95', measure: 'p95LatencyMs', colour: '--series-2' },
    { name: 'p99', measure: 'p99LatencyMs', colour: '--series-4' },
  ],
  format: duration,
  axisFormat: axisDuration,
};

export const FIRST_TOKEN: Lines = {
  title: 'Time to first token',
  lines: [
    { name: 'p50', measure: 'p50TimeToFirstTokenMs', colour: '--series-1' },
    { name: 'p95', measure: 'p95TimeToFirstTokenMs', colour: '--series-2' },
  ],
  format: duration,
  axisFormat: axisDuration,
};

export const SPEED: Lines = {
  title: 'Tokens per second',
  lines: [{ name: 'all calls', measure: 'tokensPerSecond', colour: '--series-3' }],
  format: perSecond,
  axisFormat: (value) => `${value}/s`,
};

/** Lines over time. Each point leads to the calls of its period, a latency to those that took that long. */
export function PercentilesOverTime(lines: Lines) {
  const series = useTimeSeries({ percentiles: true });
  return (
    <Panel title={lines.title} note={lines.note}>
      <Slot
        query={series}
        room="chart"
        isEmpty={(points) => !points.some((point) => lines.lines.some(({ measure }) => isKnown(point, measure)))}
        empty={<EmptyState title="No call in this time reports this." />}
      >
        {(points) => <Chart {...lines} points={points} />}
      </Slot>
    </Panel>
  );
}

function Chart({ title, lines, format, axisFormat, points }: Lines & { points: TimeSeries }) {
  const { view } = useView();
  const { callsOf, zoom } = useChartLinks();
  const markers = useReleaseMarkers();
  const series = useMemo(
    () =>
      lines.map(({ name, measure, colour }) => ({
        name,
        colour,
        values: points.map((point) => point[measure] ?? null),
      })),
    [lines, points],
  );
  const hrefOf = ({ name, period }: Where): string | undefined => {
    const range = period && { range: partOf(period, view.range) };
    const line = lines.find((line) => line.name === name);
    if (line === undefined) return callsOf({ ...range });
    const point = points.find(({ start }) => start === period?.start);
    const ms = line.measure.endsWith('LatencyMs') ? point?.[line.measure] : null;
    return callsOf({ ...range, ...slower(ms ?? null) });
  };
  return (
    <TimeChart
      title={title}
      kind="lines"
      periods={points}
      interval={intervalIn(points)}
      series={series}
      format={format}
      axisFormat={axisFormat}
      hrefOf={hrefOf}
      onZoom={zoom}
      markers={markers}
    />
  );
}

function isKnown(point: Totals, measure: Measure): boolean {
  return point[measure] != null;
}
