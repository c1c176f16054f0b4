import fc from 'fast-check';
import type { FinishedLlmCall, LlmLoggerService, StartLlmCall } from 'nestjs-llm-logging';
import { momentNear, type Moment, timeOf } from './moments.js';

/** Names that are also words of JavaScript, or what answers call groups without a name. */
const MODELS = ['gpt-4o', 'claude', '__proto__', 'constructor'];
export const VALUES = {
  callType: ['chat', 'embedding', 'rag_query', 'rag_synthesis', 'other'],
  status: ['success', 'error', 'timeout', 'cancelled', 'pending'],
  provider: ['openai', 'anthropic'],
  model: MODELS,
  companyId: ['c1', 'c2', 'c3', 'other'],
  userId: ['u1', 'u2', 'u3', 'u4', 'u5', 'other'],
  tags: ['a', 'b', 'other'],
  sessionId: ['s1', 's2', 's3'],
  traceId: ['t1', 't2', 't3', 't4'],
} as const;

const often = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 5 });
const tokens = (most: number) => often(fc.nat(most));

const call = fc.record({
  at: momentNear('data'),
  status: fc.constantFrom('success', 'success', 'success', 'success', ...VALUES.status),
  callType: fc.constantFrom(...VALUES.callType),
  provider: often(fc.constantFrom(...VALUES.provider)),
  model: often(fc.constantFrom(...VALUES.model)),
  companyId: often(fc.constantFrom(...VALUES.companyId)),
  userId: often(fc.constantFrom(...VALUES.userId)),
  sessionId: often(fc.constantFrom(...VALUES.sessionId)),
  traceId: fc.constantFrom(...VALUES.traceId),
  tags: fc.uniqueArray(fc.constantFrom(...VALUES.tags)),
  promptTokens: tokens(2_000_000_000),
  completionTokens: tokens(1_000),
  totalTokens: tokens(2_000_000_000),
  cachedPromptTokens: tokens(1_000),
  reasoningTokens: tokens(1_000),
  estimatedCost: often(fc.nat(1e9).map((n) => n / 1e12)),
  latencyMs: fc.oneof(fc.nat(60_000), fc.nat(3)),
  timeToFirstTokenMs: often(fc.nat(2_000)),
  error: fc.record({
    errorMessage: fc.tuple(fc.constantFrom('Too many tokens', 'No such model'), fc.nat()).map((all) => all.join(' #')),
    errorType: fc.constantFrom('RateLimitError', 'NotFoundError'),
    errorCode: often(fc.constantFrom('429', '404')),
  }),
});
type DrawnCall = typeof call extends fc.Arbitrary<infer T> ? T : never;

/** Records calls of every kind; those that are pending stay so. */
export async function recordCalls(logger: LlmLoggerService, count: number, seed: number): Promise<void> {
  for (const drawn of fc.sample(call, { numRuns: count, seed })) await record(logger, drawn);
  await logger.flush();
}

async function record(logger: LlmLoggerService, { at, status, error, ...rest }: DrawnCall): Promise<void> {
  const { latencyMs, timeToFirstTokenMs, ...given } = rest;
  const { promptTokens, completionTokens, totalTokens, cachedPromptTokens, reasoningTokens, estimatedCost, ...start } =
    given;
  const startedAt = timeOf(at as Moment);
  if (status === 'pending') return void (await logger.start({ ...start, startedAt } as StartLlmCall));
  const usage = { promptTokens, completionTokens, totalTokens, cachedPromptTokens, reasoningTokens };
  const finished = { ...start, usage, estimatedCost, startedAt, status, latencyMs, timeToFirstTokenMs };
  await logger.record({ ...finished, ...(status === 'error' ? error : {}) } as FinishedLlmCall);
}
