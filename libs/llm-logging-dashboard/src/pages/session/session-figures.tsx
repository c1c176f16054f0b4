import type { SessionPage } from '../../api/answers.js';
import { Figure, Figures } from '../../components/figure.js';
import { count, duration, money, tokens } from '../../format/numbers.js';
import { localTime } from '../../format/times.js';

/** What the whole session took, also of calls that are not loaded yet. */
export function SessionFigures({ totals }: { totals: SessionPage['totals'] }) {
  const { firstCallAt, lastEndAt, traces, totalCalls, totalCost, totalTokens, promptTokens, completionTokens } = totals;
  const lasted = firstCallAt === null || lastEndAt === null ? null : Date.parse(lastEndAt) - Date.parse(firstCallAt);
  return (
    <Figures>
      <Figure
        label="Duration"
        value={duration(lasted)}
        note={firstCallAt === null ? undefined : `from ${localTime(firstCallAt)}`}
      />
      <Figure label="Traces" value={count(traces)} />
      <Figure label="Calls" value={count(totalCalls)} />
      <Figure label="Cost" value={money(totalCost)} />
      <Figure
        label="Tokens"
        value={tokens(totalTokens)}
        note={`${tokens(promptTokens)} in, ${tokens(completionTokens)} out`}
      />
    </Figures>
  );
}
