import type { UseQueryResult } from '@tanstack/react-query';
import type { StatsAnswer } from '../../api/answers.js';
import { Figure, Figures } from '../../components/figure.js';
import { count, duration, percent, share } from '../../format/numbers.js';
import { FAILED } from './call-filters.js';
import { PendingFigure } from './pending-figure.js';
import { useChartLinks } from './use-charts.js';

/** The pipeline as a whole. What went wrong is said where its steps are. */
export function RagFigures({ rag }: { rag: UseQueryResult<StatsAnswer<'stats/rag'>> }) {
  const { callsOf } = useChartLinks();
  if (rag.data === undefined)
    return rag.error === null ? (
      <Figures>
        {['Success rate', 'Calls', 'Failed', 'Slowest step'].map((label) => (
          <PendingFigure key={label} label={label} />
        ))}
      </Figures>
    ) : null;
  const { totalCalls, successRate, steps } = rag.data;
  const callType = steps.map((step) => step.callType);
  const slowest = steps.reduce((a, b) => ((b.shareOfTime ?? 0) > (a.shareOfTime ?? 0) ? b : a));
  return (
    <Figures>
      <Figure
        label="Success rate"
        value={percent(successRate)}
        href={callsOf({ callType, status: ['success'] })}
        note="of finished calls"
      />
      <Figure label="Calls" value={count(totalCalls)} href={callsOf({ callType })} note={`in ${steps.length} steps`} />
      <Figure
        label="Failed"
        value={count(steps.reduce((sum, { failedCalls }) => sum + failedCalls, 0))}
        href={callsOf({ callType, status: FAILED })}
        note="errors and timeouts"
      />
      <Figure
        label="Slowest step"
        value={slowest.callType}
        href={callsOf({ callType: [slowest.callType] })}
        note={`${share(slowest.shareOfTime)} of the time, p50 ${duration(slowest.p50LatencyMs)}`}
      />
    </Figures>
  );
}
