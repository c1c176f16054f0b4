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
import { useChartLinks } from '../stats/use-charts.js';
import type { SubjectProps } from './subject-props.js';

/** What it comes to, beside the equally long time before. */
export function SubjectFigures({ filters }: SubjectProps) {
  const { callsOf } = useChartLinks();
  const { data, error, refetch } = useStats('stats/comparison', filters);
  if (error !== null && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data === undefined)
    return (
      <Figures>
        {['Cost', 'Calls', 'Failed', 'Tokens', 'p95 latency'].map((label) => (
          <PendingFigure key={label} label={label} />
        ))}
      </Figures>
    );
  const { current, previous, change } = data;
  return (
    <Figures>
      <Figure
        label="Cost"
        value={costText(current)}
        change={change.totalCost}
        better="lower"
        href={callsOf(filters)}
        note={previous.totalCalls === 0 ? 'no calls before' : `before: ${costText(previous)}`}
      />
      <Figure
        label="Calls"
        value={count(current.totalCalls)}
        change={change.totalCalls}
        href={callsOf(filters)}
        note={`before: ${count(previous.totalCalls)}`}
      />
      <Figure
        label="Failed"
        value={count(current.failedCalls)}
        change={change.failedCalls}
        better="lower"
        href={callsOf({ ...filters, status: FAILED })}
        note={current.errorRate === null ? undefined : `${percent(current.errorRate)} of calls`}
      />
      <Figure
        label="Tokens"
        value={tokens(current.totalTokens)}
        change={change.totalTokens}
        href={callsOf(filters)}
        note={`${tokens(current.promptTokens)} in, ${tokens(current.completionTokens)} out`}
      />
      <Latency filters={filters} />
    </Figures>
  );
}

function Latency({ filters }: Pick<SubjectProps, 'filters'>) {
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
      change={relativeChange(before.data?.p95LatencyMs, p95LatencyMs)}
      better="lower"
      href={p95LatencyMs === null ? undefined : callsOf({ ...filters, ...slower(p95LatencyMs) })}
      note={p50LatencyMs === null ? undefined : `half within ${duration(p50LatencyMs)}`}
    />
  );
}
