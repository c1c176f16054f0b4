import type { FinishedLlmCall } from 'nestjs-llm-logging';
import type { Model } from './cast.js';
import { DAY_MS, HOUR_MS } from './day-cycle.js';
import type { Random } from './random.js';

/** How a call fails; `afterMs` is when, if not when it would have ended. */
export type Failure = Pick<FinishedLlmCall, 'status' | 'errorMessage' | 'errorType' | 'errorCode'> & {
  readonly afterMs?: number;
};

export interface Attempt extends Model {
  readonly callType: string;
  readonly startedAt: Date;
  readonly promptTokens: number;
}

interface Incident {
  /** Of four weeks. */
  readonly week: number;
  /** Days after its Monday. */
  readonly weekday: number;
  /** Hours (UTC). */
  readonly from: number;
  readonly to: number;
  readonly hits: (attempt: Attempt) => boolean;
  readonly share: number;
  readonly slowdown?: number;
  readonly failure: (attempt: Attempt) => Failure;
}

/** Each comes once in four weeks, so that a month has all of them. */
const INCIDENTS: readonly Incident[] = [
  {
    week: 0,
    weekday: 1,
    from: 13,
    to: 15,
    hits: ({ provider }) => provider === 'openai',
    share: 0.6,
    failure: ({ model, promptTokens }) => ({
      status: 'error',
      errorType: 'RateLimitError',
      errorCode: 429,
      errorMessage: `429 Rate limit reached for ${model} on tokens per min (TPM): Limit 200000, Requested ${promptTokens}. Please try again later.`,
      afterMs: 180,
    }),
  },
  {
    week: 1,
    weekday: 3,
    from: 9.6,
    to: 11.2,
    // A release that forgot to cut what was retrieved.
    hits: ({ callType }) => callType === 'rag_synthesis',
    share: 0.75,
    failure: ({ promptTokens }) => ({
      status: 'error',
      errorType: 'BadRequestError',
      errorCode: 400,
      errorMessage: `400 This model's maximum context length is exceeded: your messages resulted in ${promptTokens + 190_000} tokens.`,
      afterMs: 240,
    }),
  },
  {
    week: 2,
    weekday: 2,
    from: 15,
    to: 17,
    hits: ({ provider }) => provider === 'anthropic',
    share: 0.35,
    slowdown: 4,
    failure: timedOut,
  },
  {
    week: 3,
    weekday: 0,
    from: 10,
    to: 11,
    hits: ({ provider }) => provider === 'google',
    share: 0.5,
    failure: () => ({
      status: 'error',
      errorType: 'ApiError',
      errorCode: 503,
      errorMessage: '503 The model is overloaded. Please try again later.',
      afterMs: 900,
    }),
  },
];

/** What goes wrong on any day. */
const EVERY_DAY: readonly { weight: number; failure: (attempt: Attempt) => Failure }[] = [
  {
    weight: 4,
    failure: ({ provider }) => ({
      status: 'error',
      errorType: 'InternalServerError',
      errorCode: 500,
      errorMessage: `500 ${provider} had an error while processing your request.`,
    }),
  },
  {
    weight: 3,
    failure: () => ({
      status: 'error',
      errorType: 'APIConnectionError',
      errorCode: 'ECONNRESET',
      errorMessage: 'Connection error: socket hang up',
      afterMs: 60,
    }),
  },
  { weight: 2, failure: timedOut },
];
const EVERY_DAY_SHARE = 0.007;

export function failureOf(attempt: Attempt, random: Random): Failure | undefined {
  const incident = incidentAt(attempt);
  if (incident !== undefined && random.chance(incident.share)) return incident.failure(attempt);
  return random.chance(EVERY_DAY_SHARE) ? random.weighted(EVERY_DAY).failure(attempt) : undefined;
}

/** How many times slower than usual. */
export function slowdownOf(attempt: Attempt): number {
  return incidentAt(attempt)?.slowdown ?? 1;
}

function incidentAt(attempt: Attempt): Incident | undefined {
  const time = attempt.startedAt.getTime();
  const day = Math.floor(time / DAY_MS);
  const hour = (time % DAY_MS) / HOUR_MS;
  const sinceMonday = day + 3;
  return INCIDENTS.find(
    ({ week, weekday, from, to, hits }) =>
      Math.floor(sinceMonday / 7) % 4 === week &&
      sinceMonday % 7 === weekday &&
      from <= hour &&
      hour < to &&
      hits(attempt),
  );
}

function timedOut(): Failure {
  return {
    status: 'timeout',
    errorType: 'APIConnectionTimeoutError',
    errorMessage: 'Request timed out.',
    afterMs: 60_000,
  };
}
