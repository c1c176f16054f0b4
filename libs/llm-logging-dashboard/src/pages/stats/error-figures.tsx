import { useStats } from '../../api/queries.js';
import { Figure, Figures } from '../../components/figure.js';
import { ErrorState } from '../../components/states.js';
import { count, percent } from '../../format/numbers.js';
import { FAILED } from './call-filters.js';
import { PendingFigure } from './pending-figure.js';
import { relativeChange } from './relative-change.js';
import { useChartLinks, useTimeSeries } from './use-charts.js';

/** How much failed, against the time before. */
export function ErrorFigures() {
  const { callsOf } = useChartLinks();
  const { data, error, refetch } = useStats('stats/comparison');
  const { data: course = [] } = useTimeSeries();
  if (error !== null && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data === undefined)
    return (
      <Figures>
        {['Failed', 'Error rate', 'Succeeded'].map((label) => (
          <PendingFigure key={label} label={label} />
        ))}
      </Figures>
    );
  const { current, comparable } = data;
  const previous = comparable ? data.previous : undefined;
  return (
    <Figures>
      <Figure
        label="Failed"
        value={count(current.failedCalls)}
        change={relativeChange(previous?.failedCalls, current.failedCalls)}
        better="lower"
        href={callsOf({ status: FAILED })}
        before={previous && count(previous.failedCalls)}
        note={`of ${count(current.totalCalls)} calls`}
        series={course.map(({ failedCalls }) => failedCalls)}
      />
      <Figure
        label="Error rate"
        value={percent(current.errorRate)}
        change={relativeChange(previous?.errorRate, current.errorRate)}
        better="lower"
        href={callsOf({ status: FAILED })}
        before={previous && percent(previous.errorRate)}
        series={course.map(({ failedCalls, totalCalls }) => (totalCalls === 0 ? null : failedCalls / totalCalls))}
      />
      <Figure
        label="Succeeded"
        value={percent(current.successRate)}
        change={relativeChange(previous?.successRate, current.successRate)}
        better="higher"
        href={callsOf({ status: ['success'] })}
        before={previous && percent(previous.successRate)}
      />
    </Figures>
  );
}
