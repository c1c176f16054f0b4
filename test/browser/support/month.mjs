const HOUR_MS = 3_600_000;
const HOURS = 30 * 24;

/** Share of the calls, what it says, its prices, how long it takes. */
const MODELS = [
  { provider: 'openai', model: 'gpt-4o-mini', share: 0.5, msPerToken: 9 },
  { provider: 'anthropic', model: 'claude-sonnet-4-5', share: 0.3, msPerToken: 16 },
  { provider: 'openai', model: 'gpt-4o', share: 0.15, msPerToken: 14 },
  { provider: 'ollama', model: 'house-llama:8b', share: 0.05, msPerToken: 30 },
];

const CALL_TYPES = ['chat', 'chat', 'sentiment_analysis', 'summarization', 'classification', 'extraction'];

const PROMPTS = [
  'Which dishes do guests of the last month praise most?',
  'Summarise the complaints about delivery times of this week.',
  'Is this review positive, negative or mixed? “The pizza came late, but it was the best I have had in years.”',
  'Draft a short, polite answer to a guest who waited for forty minutes.',
  'List every ingredient named in these reviews as JSON.',
  'What changed for our guests since the new menu?',
];

const ANSWERS = [
  'Guests praise the **margherita** most (31 reviews), then the tiramisu (18).\n\n| dish | reviews |\n|---|---|\n| margherita | 31 |\n| tiramisu | 18 |',
  '- Orders after 7 pm arrive 20 minutes late.\n- Two riders did not find the back entrance.',
  '{"sentiment":"mixed","score":0.35}',
  'We are sorry that you had to wait for so long. Please let us make it up to you on your next visit.',
  '["basil","mozzarella","tomato","chilli oil"]',
  'Since the new menu, guests mention *portion size* twice as often, mostly approvingly.',
];

const FAILURES = [
  {
    status: 'error',
    errorType: 'RateLimitError',
    errorCode: 429,
    message: (n) => `Rate limit reached for requests: ${n} of 500 in a minute.`,
  },
  { status: 'error', errorType: 'APIConnectionError', errorCode: 'ECONNRESET', message: () => 'Connection error.' },
  { status: 'timeout', errorType: 'APITimeoutError', errorCode: 'ETIMEDOUT', message: () => 'Request timed out.' },
  { status: 'cancelled', errorType: 'AbortError', errorCode: 'ABORTED', message: () => 'The guest closed the page.' },
];

/**
 * A month of calls up to `end`, the same for the same `end`: more by day than by night, a few of them failed, chats in sessions.
 * @param {Date} end
 * @returns {import('nestjs-llm-logging').FinishedLlmCall[]}
 */
export function monthOfCalls(end, { callsPerDay = 60 } = {}) {
  const random = randomFrom(7);
  const first = end.getTime() - HOURS * HOUR_MS;
  const calls = [];
  for (let hour = 0; hour < HOURS; hour++) {
    const at = first + hour * HOUR_MS;
    const ofDay = new Date(at).getUTCHours();
    const daylight = 1 - Math.cos(((ofDay - 3) / 24) * 2 * Math.PI);
    const expected = (callsPerDay / 24) * daylight;
    const many = Math.floor(expected + random());
    for (let n = 0; n < many; n++) calls.push(callAt(new Date(at + random() * HOUR_MS), calls.length, random));
  }
  return calls.filter(({ startedAt }) => startedAt < end);
}

function callAt(startedAt, n, random) {
  const { provider, model, msPerToken } = pickModel(random());
  const topic = Math.floor(random() * PROMPTS.length);
  const promptTokens = Math.round(200 * Math.exp(2.5 * random()));
  const completionTokens = Math.round(30 * Math.exp(2.5 * random()));
  const firstToken = Math.round(180 + 400 * random());
  const user = Math.floor(random() ** 2 * 24);
  const failed = random() < 0.04 ? FAILURES[Math.floor(random() * FAILURES.length)] : undefined;
  return {
    startedAt,
    provider,
    model,
    callType: CALL_TYPES[topic],
    prompt: PROMPTS[topic],
    systemPrompt: 'You help a restaurant understand its reviews.',
    temperature: 0.2,
    maxTokens: 1_024,
    promptTokens,
    userId: `user-${user}`,
    companyId: `company-${user % 3}`,
    sessionId: `session-${user}-${startedAt.toISOString().slice(0, 10)}`,
    traceId: `trace-${n}`,
    tags: topic < 2 ? ['insights'] : [],
    timeToFirstTokenMs: failed ? null : firstToken,
    ...(failed === undefined
      ? {
          response: ANSWERS[topic],
          completionTokens,
          cachedPromptTokens: Math.floor(promptTokens / 3),
          finishReason: 'stop',
          latencyMs: Math.round(firstToken + completionTokens * msPerToken),
        }
      : {
          status: failed.status,
          errorType: failed.errorType,
          errorCode: failed.errorCode,
          errorMessage: failed.message(n),
          latencyMs: failed.status === 'timeout' ? 30_000 : firstToken,
        }),
  };
}

function pickModel(share) {
  let sum = 0;
  return MODELS.find((model) => (sum += model.share) > share) ?? MODELS[0];
}

/** mulberry32 */
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
