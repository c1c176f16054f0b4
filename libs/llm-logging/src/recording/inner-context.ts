import type { LlmCallRecord, LlmContext } from 'llm-exchange/call';
import type { InnerExchanges } from './inner-exchanges.js';
import type { StartedCall } from './started-call.js';
import { withhold } from './withheld.js';

/** Written out below, member by member, as they are read for each call; one that is missing there does not compile. */
type ContextIds = Pick<LlmCallRecord, Exclude<keyof LlmContext, 'parentCallId' | 'tags' | 'metadata'>>;

type Every<T> = { [M in keyof Required<T>]: T[M] };

/** The context of a call's own work: what was given for the call holds for calls made inside. */
export function contextOf({ outer, given, id, limits }: StartedCall, inner: InnerExchanges): LlmContext {
  const context = inner.carriedBy(innerContext(outer, given, id));
  return limits.withholds === true ? withhold(context) : context;
}

/** How to get that context once the call has ended, without its exchanges and without keeping its texts. */
export function contextLater({
  outer,
  given,
  id,
  limits,
}: Pick<StartedCall, 'id' | 'outer' | 'given' | 'limits'>): () => LlmContext {
  const { traceId, userId, sessionId, taskId, companyId, reviewId, origin, promptName, promptVersion } = given;
  const ids = { traceId, userId, sessionId, taskId, companyId, reviewId, origin, promptName, promptVersion };
  if (limits.withholds === true) return () => withhold(innerContext(outer, ids satisfies Every<ContextIds>, id));
  return () => innerContext(outer, ids, id);
}

function innerContext(outer: LlmContext, own: ContextIds, id: string): LlmContext {
  const { traceId = outer.traceId, userId, sessionId, taskId, companyId, reviewId } = own;
  const { origin, promptName, promptVersion } = own;
  const ids = { traceId, userId, sessionId, taskId, companyId, reviewId, parentCallId: id };
  return { ...outer, ...ids, origin, promptName, promptVersion } satisfies Every<ContextIds>;
}
