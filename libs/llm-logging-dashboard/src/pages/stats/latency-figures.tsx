import { useStats } from '../../api/queries.js';
import { Figure, Figures } from '../../components/figure.js';
import { ErrorState } from '../../components/states.js';
import { duration } from '../../format/numbers.js';
import { slower } from './call-filters.js';
import { PendingFigure } from './pending-figure.js';
import { relativeChange } from './relative-change.js';
import { perSecond } from './speed.js';
import { useComparable } from './use-comparable.js';
import { useChartLinks, useTimeSeries } from './use-charts.js';

/** Latency of the whole time, against the time before. */
export function LatencyFigures() {
  return (
    <Figures>
      <Percentiles />
      <Speed />
    </Figures>
  );
}

const PERCENTILES = [
  ['p50', 'p50LatencyMs'],
  ['p95', 'p95LatencyMs'],
  ['p99', 'p99LatencyMs'],
  ['Slowest', 'maxLatencyMs'],
] as const;

function Percentiles() {
  const { callsOf } = useChartLinks();
  const comparable = useComparable();
  const now = useStats('stats/performance');
  const before = useStats('stats/performance', {}, { before: true });
  const { data: course = [] } = useTimeSeries({ percentiles: true });
  if (now.error !== null && now.data === undefined)
    return <ErrorState error={now.error} retry={() => void now.refetch()} />;
  return PERCENTILES.map(([label, measure]) => {
    if (now.data === undefined) return <PendingFigure key={label} label={label} />;
    const ms = now.data[measure];
    return (
      <Figure
        key={label}
        label={label}
        value={duration(ms)}
        change={comparable ? relativeChange(before.data?.[measure], ms) : null}
        before={comparable && before.data ? duration(before.data[measure]) : undefined}
        series={measure === 'maxLatencyMs' ? undefined : course.map((point) => point[measure] ?? null)}
        better="lower"
        href={ms === null ? undefined : callsOf(slower(ms))}
      />
    );
  });
}

function Speed() {
  const { callsOf } = useChartLinks();
  const { data, error, refetch } = useStats('stats/comparison');
  if (error !== null && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data === undefined)
    return ['First token', 'Tokens per second'].map((label) => <PendingFigure key={label} label={label} />);
  const { current, comparable } = data;
  const previous = comparable ? data.previous : undefined;
  return (
    <>
      <Figure
        label="First token, average"
        value={duration(current.avgTimeToFirstTokenMs)}
        change={relativeChange(previous?.avgTimeToFirstTokenMs, current.avgTimeToFirstTokenMs)}
        before={previous && duration(previous.avgTimeToFirstTokenMs)}
        better="lower"
        href={callsOf()}
      />
      <Figure
        label="Tokens per second"
        value={perSecond(current.tokensPerSecond)}
        change={relativeChange(previous?.tokensPerSecond, current.tokensPerSecond)}
        before={previous && perSecond(previous.tokensPerSecond)}
        better="higher"
        href={callsOf()}
      />
    </>
  );
}
