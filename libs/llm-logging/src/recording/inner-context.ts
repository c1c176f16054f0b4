import type { LlmCallRecord, LlmContext } from 'llm-exchange/call';

type ContextIds = Pick<
  LlmCallRecord,
  'traceId' | 'userId' | 'sessionId' | 'taskId' | 'companyId' | 'reviewId' | 'origin' | 'promptName' | 'promptVersion'
>;

/** How to get the context of a call's work once more, without keeping its texts. */
export function contextLater(
  outer: LlmContext,
  { traceId, userId, sessionId, taskId, companyId, reviewId, origin, promptName, promptVersion }: ContextIds,
  id: string,
): () => LlmContext {
  const ids = { traceId, userId, sessionId, taskId, companyId, reviewId, origin, promptName, promptVersion };
  return () => innerContext(outer, ids, id);
}

/** The context of a call's own work: what was given for the call holds for calls made inside. */
export function innerContext(outer: LlmContext, own: ContextIds, id: string): LlmContext {
  const { traceId = outer.traceId, userId, sessionId, taskId, companyId, reviewId } = own;
  const { origin, promptName, promptVersion } = own;
  const ids = { traceId, userId, sessionId, taskId, companyId, reviewId, parentCallId: id };
  return { ...outer, ...ids, origin, promptName, promptVersion };
}
