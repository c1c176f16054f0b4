const HOUR_MS = 3_600_000;
const TRACES = 24;

/**
 * Questions over reviews, one every few hours up to `end`: a query with its embedding and its synthesis. Each sixth fails in the
 * synthesis.
 * @param {Date} end
 */
export function ragTraces(end) {
  return Array.from({ length: TRACES }, (_, n) => traceOf(n, end.getTime() - (n * 7 + 1) * HOUR_MS));
}

function traceOf(n, at) {
  const fails = n % 6 === 0;
  const shared = {
    traceId: `rag-${n}`,
    userId: `user-${n % 5}`,
    companyId: `company-${n % 3}`,
    sessionId: `rag-session-${n % 4}`,
  };
  const question = `What do guests say about the terrace? (${n})`;
  const root = {
    ...shared,
    callType: 'rag_query',
    prompt: question,
    startedAt: new Date(at),
    latencyMs: 2_400 + n * 10,
    ...(fails
      ? { status: 'error', errorType: 'Error', errorMessage: 'The answer could not be written.' }
      : { response: 'They like it.' }),
  };
  const embedding = {
    ...shared,
    callType: 'embedding',
    provider: 'openai',
    model: 'text-embedding-3-small',
    prompt: question,
    promptTokens: 14,
    startedAt: new Date(at + 5),
    latencyMs: 120 + n,
  };
  const synthesis = {
    ...shared,
    callType: 'rag_synthesis',
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    prompt: `${question}\n\nReviews:\n1. The terrace is lovely at night.\n2. Too hot at noon.`,
    promptTokens: 900 + n,
    startedAt: new Date(at + 160),
    latencyMs: 2_200,
    timeToFirstTokenMs: 480,
    ...(fails
      ? { status: 'error', errorType: 'OverloadedError', errorCode: 529, errorMessage: 'Overloaded' }
      : { response: 'They like it at night.', completionTokens: 80 }),
  };
  return { root, children: [embedding, synthesis] };
}
