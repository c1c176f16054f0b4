/** Calls with texts of their own, `bytes` of them together. */
export function callsOf(count, bytes, tag) {
  const words =
    'the quick brown fox jumps over the lazy dog while delivery takes two weeks and support answers within minutes '.repeat(
      Math.ceil(bytes / 100),
    );
  return Array.from({ length: count }, (_none, n) => ({
    callType: 'chat',
    provider: 'openai',
    model: 'gpt-4o',
    prompt: `${n} ${words}`.slice(0, bytes / 2),
    response: `${n * 7} ${words}`.slice(0, bytes / 2),
    promptTokens: 200 + (n % 100),
    completionTokens: 150 + (n % 50),
    userId: `user-${n % 500}`,
    companyId: `company-${n % 20}`,
    traceId: `trace-${n >> 2}`,
    tags: [tag],
  }));
}
