const MODELS = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['own', 'own-model'],
];
const TYPES = ['chat', 'chat', 'rag_query', 'embedding', 'classification'];

/** So many calls over a time, oldest first, the same in each run: 500 users of 40 companies, 2 % failures, a fifth without a price. */
export function* callsOf(count, { from, to }) {
  const random = numbers(1);
  for (let n = 0; n < count; n += 1) {
    const startedAt = new Date(from + Math.floor(((to - from) * n) / count));
    const [provider, model] = MODELS[Math.floor(random() ** 1.5 * MODELS.length)];
    const latencyMs = Math.floor(50 + 8_000 * random() ** 3);
    const isFailed = random() < 0.02;
    const [promptTokens, completionTokens] = [Math.floor(3_000 * random()), Math.floor(600 * random())];
    const user = Math.floor(500 * random() ** 2);
    yield {
      id: idAt(startedAt, n),
      callType: TYPES[n % TYPES.length],
      status: isFailed ? 'error' : 'success',
      provider,
      model,
      prompt: `prompt ${n}`,
      startedAt,
      completedAt: new Date(startedAt.getTime() + latencyMs),
      latencyMs,
      userId: `user-${user}`,
      companyId: `company-${user % 40}`,
      sessionId: `s${Math.floor(n / 8)}`,
      traceId: `t${Math.floor(n / 4)}`,
      tags: n % 3 === 0 ? [`tag-${n % 20}`] : [],
      promptTokens,
      ...(isFailed
        ? { errorMessage: `Rate limit of ${n % 700} tokens`, errorType: 'RateLimitError' }
        : { response: `response ${n}`, completionTokens, totalTokens: promptTokens + completionTokens }),
      ...(provider === 'own' ? {} : { estimatedCost: promptTokens / 4e5 + completionTokens / 1e5 }),
    };
  }
}

/** A UUIDv7 whose last digits count. */
function idAt(time, n) {
  const ms = time.getTime().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** Mulberry32: the same numbers from the same seed. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
