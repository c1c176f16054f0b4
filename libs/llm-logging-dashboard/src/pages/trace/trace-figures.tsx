import type { Call, TraceNode } from '../../api/answers.js';
import { Figure, Figures } from '../../components/figure.js';
import { count, duration, money, percent, tokens } from '../../format/numbers.js';
import { localTime } from '../../format/times.js';
import { visibleText } from '../../texts/segments.js';
import { stepName } from '../call/step-name.js';
import type { TraceTimes } from './trace-steps.js';

interface TraceFiguresProps {
  times: TraceTimes<Call>;
  totals: TraceNode['totals'];
  isRunning: boolean;
}

/** What the whole trace took. */
export function TraceFigures({ times: { length, origin, slowest }, totals, isRunning }: TraceFiguresProps) {
  const { calls, errors, cost, unpricedCalls, totalTokens, promptTokens, completionTokens } = totals;
  return (
    <Figures>
      <Figure
        label="Duration"
        value={duration(length)}
        note={isRunning ? 'still running' : localTime(new Date(origin).toISOString())}
      />
      <Figure label="Calls" value={count(calls)} note={errors === 0 ? 'none failed' : `${count(errors)} failed`} />
      <Figure
        label="Cost"
        value={money(cost)}
        note={unpricedCalls === 0 ? undefined : `without ${count(unpricedCalls)} of unknown price`}
      />
      <Figure
        label="Tokens"
        value={tokens(totalTokens)}
        note={`${tokens(promptTokens)} in, ${tokens(completionTokens)} out`}
      />
      {slowest !== undefined && (
        <Figure label="Slowest step" value={percent(slowest.share)} note={visibleText(stepName(slowest.call))} />
      )}
    </Figures>
  );
}
