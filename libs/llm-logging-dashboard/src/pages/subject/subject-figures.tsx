import { useStats } from '../../api/queries.js';
import { Figure, Figures } from '../../components/figure.js';
import { ErrorState } from '../../components/states.js';
import { count, duration, percent, tokens } from '../../format/numbers.js';
import { useView } from '../../view/use-view.js';
import { FAILED, slower } from '../stats/call-filters.js';
import { costText } from '../stats/cost-text.js';
import { PendingFigure } from '../stats/pending-figure.js';
import { periodBefore } from '../stats/period-before.js';
import { relativeChange } from '../stats/relative-change.js';
import { useChartLinks, useTimeSeries } from '../stats/use-charts.js';
import type { SubjectProps } from './subject-props.js';

const NO_CHANGE = { totalCost: null, totalCalls: null, failedCalls: null, totalTokens: null };

/** What it comes to, beside the equally long time before. */
export function SubjectFigures({ filters }: SubjectProps) {
  const { callsOf } = useChartLinks();
  const { data, error, refetch } = useStats('stats/comparison', filters);
  const { data: course = [] } = useTimeSeries({ ...filters, percentiles: 'latency' });
  if (error !== null && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data === undefined)
    return (
      <Figures>
        {['Cost', 'Calls', 'Failed', 'Tokens', 'p95 latency'].map((label) => (
          <PendingFigure key={label} label={label} />
        ))}
      </Figures>
    );
  const { current, comparable } = data;
  const change = comparable ? data.change : NO_CHANGE;
  const previous = comparable ? data.previous : undefined;
  const spark = (measure: 'totalCost' | 'totalCalls' | 'failedCalls' | 'totalTokens') =>
    course.map((point) => point[measure]);
  return (
    <Figures>
      <Figure
        label="Cost"
        value={costText(current)}
        change={change.totalCost}
        better="lower"
        before={previous && costText(previous)}
        href={callsOf(filters)}
        note={current.unpricedCalls > 0 ? `without ${count(current.unpricedCalls)} unpriced` : undefined}
        series={spark('totalCost')}
      />
      <Figure
        label="Calls"
        value={count(current.totalCalls)}
        change={change.totalCalls}
        before={previous && count(previous.totalCalls)}
        href={callsOf(filters)}
        note={current.pendingCalls > 0 ? `${count(current.pendingCalls)} pending` : undefined}
        series={spark('totalCalls')}
      />
      <Figure
        label="Failed"
        value={count(current.failedCalls)}
        change={change.failedCalls}
        before={previous && count(previous.failedCalls)}
        series={spark('failedCalls')}
        better="lower"
        href={callsOf({ ...filters, status: FAILED })}
        note={current.errorRate === null ? undefined : `${percent(current.errorRate)} of calls`}
      />
      <Figure
        label="Tokens"
        value={tokens(current.totalTokens)}
        change={change.totalTokens}
        before={previous && tokens(previous.totalTokens)}
        series={spark('totalTokens')}
        href={callsOf(filters)}
        note={`${tokens(current.promptTokens)} in, ${tokens(current.completionTokens)} out`}
      />
      <Latency
        filters={filters}
        comparable={comparable}
        series={course.map(({ p95LatencyMs }) => p95LatencyMs ?? null)}
      />
    </Figures>
  );
}

interface LatencyProps extends Pick<SubjectProps, 'filters'> {
  comparable: boolean;
  series: readonly (number | null)[];
}

function Latency({ filters, comparable, series }: LatencyProps) {
  const { view } = useView();
  const { callsOf } = useChartLinks();
  const { data } = useStats('stats/performance', filters);
  const before = useStats('stats/performance', filters, { range: periodBefore(view.range) });
  if (data === undefined) return <PendingFigure label="p95 latency" />;
  const { p50LatencyMs, p95LatencyMs } = data;
  return (
    <Figure
      label="p95 latency"
      value={duration(p95LatencyMs)}
      change={comparable ? relativeChange(before.data?.p95LatencyMs, p95LatencyMs) : null}
      before={comparable && before.data ? duration(before.data.p95LatencyMs) : undefined}
      series={series}
      better="lower"
      href={p95LatencyMs === null ? undefined : callsOf({ ...filters, ...slower(p95LatencyMs) })}
      note={p50LatencyMs === null ? undefined : `p50 ${duration(p50LatencyMs)}`}
    />
  );
}
