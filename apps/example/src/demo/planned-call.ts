import type { FinishedLlmCall, StartLlmCall } from 'nestjs-llm-logging';
import type { Model } from './cast.js';
import { DAY_MS } from './day-cycle.js';
import { failureOf, slowdownOf } from './incidents.js';
import type { Random } from './random.js';

export type TimedCall = FinishedLlmCall & { readonly startedAt: Date; readonly latencyMs: number };

/** A call that is to be recorded, and the calls made inside it. */
export interface PlannedCall {
  readonly call: TimedCall;
  readonly steps: readonly PlannedCall[];
}

/** What one request or job caused. */
export interface PlannedTrace {
  readonly startedAt: Date;
  readonly endsAt: Date;
  readonly context: Pick<StartLlmCall, 'traceId' | 'userId' | 'sessionId' | 'companyId' | 'taskId' | 'origin'>;
  readonly calls: readonly PlannedCall[];
}

/** What is known before the provider answers, and what it is going to answer. */
export interface Exchange extends Pick<
  FinishedLlmCall,
  'systemPrompt' | 'temperature' | 'maxTokens' | 'tags' | 'reviewId' | 'companyId' | 'promptName' | 'promptVersion'
> {
  readonly callType: string;
  readonly model: Model;
  readonly startedAt: Date;
  readonly prompt: string;
  readonly response?: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedPromptTokens?: number;
  readonly isStreamed?: boolean;
}

/** Of streams: the reader left. */
const CANCELLED_SHARE = 0.006;
const REASONING_SHARE = 0.4;

/** The exchange as a call, with a latency from its model and size, and failures where something goes wrong. */
export function callOf(exchange: Exchange, random: Random): TimedCall {
  const {
    model,
    isStreamed = false,
    response,
    promptTokens,
    completionTokens,
    cachedPromptTokens,
    ...asked
  } = exchange;
  const attempt = { ...model, callType: asked.callType, startedAt: asked.startedAt, promptTokens };
  const slowdown = slowdownOf(attempt);
  const firstTokenMs = Math.round(model.firstTokenMs * slowdown * (1 + promptTokens / 40_000) * random.scatter(0.35));
  const latencyMs = firstTokenMs + Math.round(completionTokens * model.msPerToken * slowdown * random.scatter(0.25));
  const call = {
    ...asked,
    provider: model.provider,
    model: model.model,
    release: releaseAt(asked.startedAt),
    metadata: metadataAt(asked.startedAt),
  };
  const failure = failureOf(attempt, random);
  if (failure !== undefined) {
    const { afterMs = latencyMs, ...outcome } = failure;
    return { ...call, ...outcome, latencyMs: Math.round(afterMs * (afterMs < 60_000 ? random.scatter(0.3) : 1)) };
  }
  if (isStreamed && random.chance(CANCELLED_SHARE)) {
    const ms = Math.round(firstTokenMs + (latencyMs - firstTokenMs) * random.next());
    return {
      ...call,
      status: 'cancelled',
      errorType: 'AbortError',
      errorMessage: 'This operation was aborted',
      latencyMs: ms,
      timeToFirstTokenMs: firstTokenMs,
    };
  }
  const isReasoning = model.model.startsWith('gpt-5');
  return {
    ...call,
    response,
    finishReason: asked.callType === 'embedding' ? undefined : 'stop',
    promptTokens,
    completionTokens,
    cachedPromptTokens,
    reasoningTokens: isReasoning ? Math.floor(completionTokens * REASONING_SHARE) : undefined,
    latencyMs,
    timeToFirstTokenMs: isStreamed ? firstTokenMs : undefined,
  };
}

export function metadataAt(startedAt: Date): { demo: true; release: string } {
  return { demo: true, release: releaseAt(startedAt) };
}

/** One each Monday. */
export function releaseAt(startedAt: Date): string {
  return `2.${weekOf(startedAt) % 100}.0`;
}

/** A prompt is written anew every second release. */
export function promptVersionAt(startedAt: Date): number {
  return Math.floor((weekOf(startedAt) % 100) / 2);
}

function weekOf(startedAt: Date): number {
  return Math.floor((startedAt.getTime() / DAY_MS + 3) / 7);
}

export function endOf({ startedAt, latencyMs }: TimedCall): Date {
  return new Date(startedAt.getTime() + latencyMs);
}

export function hasFailed({ status }: TimedCall): boolean {
  return status !== undefined && status !== 'success';
}
