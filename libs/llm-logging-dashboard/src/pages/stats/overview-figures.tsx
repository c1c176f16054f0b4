import { useStats } from '../../api/queries.js';
import { Figure, Figures } from '../../components/figure.js';
import { ErrorState } from '../../components/states.js';
import { count, duration, money, percent, tokens } from '../../format/numbers.js';
import { localDay } from '../../format/times.js';
import { datesOf } from '../../view/view.js';
import { reportingZone } from '../../view/zone.js';
import { costText } from './cost-text.js';
import { FAILED, slower } from './call-filters.js';
import { PendingFigure } from './pending-figure.js';
import { relativeChange } from './relative-change.js';
import { useComparable, useHadLog } from './use-comparable.js';
import { useChartLinks, useTimeSeries } from './use-charts.js';

/** The numbers that matter first. */
export function OverviewFigures() {
  return (
    <Figures>
      <Compared />
      <Slowest />
      <Month />
    </Figures>
  );
}

const NO_CHANGE = { totalCost: null, totalCalls: null, failedCalls: null, totalTokens: null };

function Compared() {
  const { callsOf } = useChartLinks();
  const { data: course = [] } = useCourse();
  const comparison = useStats('stats/comparison');
  if (comparison.error !== null && comparison.data === undefined)
    return <ErrorState error={comparison.error} retry={() => void comparison.refetch()} />;
  if (comparison.data === undefined)
    return ['Cost', 'Calls', 'Failed', 'Tokens'].map((label) => <PendingFigure key={label} label={label} />);
  const { current, comparable } = comparison.data;
  const change = comparable ? comparison.data.change : NO_CHANGE;
  const before = comparable ? comparison.data.previous : undefined;
  return (
    <>
      <Figure
        label="Cost"
        value={costText(current)}
        change={change.totalCost}
        before={before && costText(before)}
        series={course.map(({ totalCost }) => totalCost)}
        better="lower"
        href={callsOf()}
        note={current.unpricedCalls > 0 ? `without ${count(current.unpricedCalls)} unpriced` : undefined}
      />
      <Figure
        label="Calls"
        value={count(current.totalCalls)}
        change={change.totalCalls}
        before={before && count(before.totalCalls)}
        series={course.map(({ totalCalls }) => totalCalls)}
        href={callsOf()}
        note={current.pendingCalls > 0 ? `${count(current.pendingCalls)} pending` : undefined}
      />
      <Figure
        label="Failed"
        value={count(current.failedCalls)}
        change={change.failedCalls}
        before={before && count(before.failedCalls)}
        series={course.map(({ failedCalls }) => failedCalls)}
        better="lower"
        href={callsOf({ status: FAILED })}
        note={current.errorRate === null ? undefined : `${percent(current.errorRate)} of calls`}
      />
      <Figure
        label="Tokens"
        value={tokens(current.totalTokens)}
        change={change.totalTokens}
        before={before && tokens(before.totalTokens)}
        series={course.map(({ totalTokens }) => totalTokens)}
        href={callsOf()}
        note={`${tokens(current.promptTokens)} in, ${tokens(current.completionTokens)} out`}
      />
    </>
  );
}

/** The same time, as finely as its chart has it. */
function useCourse() {
  return useTimeSeries({ percentiles: 'latency' });
}

function Slowest() {
  const { callsOf } = useChartLinks();
  const comparable = useComparable();
  const { data: course = [] } = useCourse();
  const now = useStats('stats/performance');
  const before = useStats('stats/performance', {}, { before: true });
  if (now.error !== null && now.data === undefined)
    return <ErrorState error={now.error} retry={() => void now.refetch()} />;
  if (now.data === undefined) return <PendingFigure label="p95 latency" />;
  const { p50LatencyMs, p95LatencyMs } = now.data;
  return (
    <Figure
      label="p95 latency"
      value={duration(p95LatencyMs)}
      change={comparable ? relativeChange(before.data?.p95LatencyMs, p95LatencyMs) : null}
      before={comparable && before.data ? duration(before.data.p95LatencyMs) : undefined}
      series={course.map((point) => point.p95LatencyMs ?? null)}
      better="lower"
      href={p95LatencyMs === null ? undefined : callsOf(slower(p95LatencyMs))}
      note={p50LatencyMs === null ? undefined : `p50 ${duration(p50LatencyMs)}`}
    />
  );
}

function Month() {
  const { callsOf } = useChartLinks();
  const projection = useStats('stats/projection', { timeZone: reportingZone() });
  const hadLog = useHadLog(datesOf({ range: 'lastMonth' }).startDate);
  if (projection.error !== null && projection.data === undefined)
    return <ErrorState error={projection.error} retry={() => void projection.refetch()} />;
  if (projection.data === undefined) return <PendingFigure label="This month, projected" />;
  const { start, projectedCost, costSoFar, previousMonthCost } = projection.data;
  return (
    <Figure
      label="This month, projected"
      value={money(projectedCost)}
      change={hadLog ? relativeChange(previousMonthCost, projectedCost) : null}
      before={money(previousMonthCost)}
      better="lower"
      href={callsOf({ range: { startDate: start } })}
      note={`${money(costSoFar)} since ${localDay(start)}`}
    />
  );
}
