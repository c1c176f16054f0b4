import { LlmResultStreamReader, readLlmResult } from 'llm-exchange/results';
import { jsonText } from 'llm-exchange/privacy';
import { type LlmResultReading, ownData } from 'llm-exchange/reading';
import type { LlmTokenUsage } from 'llm-exchange/call';
import type { CallMembers } from './call-members.js';
import type { LlmCallOutcome } from './calls.js';
import type { Selector } from './selector-types.js';
import { selected } from './selectors.js';

/** Chunks of one stream that selectors get to see at most. */
const MAX_CHUNKS = 100_000;

/**
 * How to read what a method returned, where it is no answer that is known. They get the returned value; of a stream or an
 * Observable of several values the list of these.
 */
export interface ResultSelectors<Result = unknown> {
  response?: Selector<Result, unknown>;
  usage?: Selector<Result, LlmTokenUsage | null | undefined>;
  /** USD. */
  cost?: Selector<Result, number | null | undefined>;
}

/** What the exchanges inside a call say of its outcome. */
export interface InnerAnswers {
  /** Fills in what an only exchange says. @returns whether it reported the usage. */
  fill(members: CallMembers): boolean;
  /** Whether this usage is that of a step, which has a row of its own. */
  counts(usage: LlmTokenUsage & { model?: string | null }): boolean;
}

/** Reads the outcome of one call: a returned value, or a stream chunk by chunk. */
export class CallReading {
  readonly #selectors: ResultSelectors;
  readonly #stream: LlmResultStreamReader;
  readonly #chunks: unknown[] = [];
  readonly #keepsChunks: boolean;

  constructor(selectors: ResultSelectors, maxTextBytes: number) {
    this.#selectors = selectors;
    this.#stream = new LlmResultStreamReader({ maxTextBytes });
    this.#keepsChunks = [selectors.response, selectors.usage, selectors.cost].some(
      (selector) => selector !== undefined,
    );
  }

  /** @returns whether the chunk carries content. */
  push(chunk: unknown): boolean {
    if (this.#keepsChunks && this.#chunks.length < MAX_CHUNKS) this.#chunks.push(chunk);
    return this.#stream.push(ownData(chunk));
  }

  /** What the chunks said, whole or cut short. */
  readStream(members: CallMembers, inner: InnerAnswers): void {
    this.#read(this.#stream.result(), this.#chunks, members, inner);
  }

  readValue(value: unknown, members: CallMembers, inner: InnerAnswers): void {
    this.#read(readLlmResult(ownData(value)), value, members, inner);
  }

  /** The selectors' word counts before that of the exchange, and this before that of the returned object. */
  #read(reading: LlmResultReading | null, result: unknown, members: CallMembers, inner: InnerAnswers): void {
    if (result !== undefined) this.#select(result, members);
    const isUsageKnown = inner.fill(members);
    if (reading === null) return;
    const outcome = outcomeOf(reading);
    if (isUsageKnown || inner.counts(reading)) members.fill(withoutUsage(outcome));
    else members.fill(outcome).describe(audioOf(reading));
  }

  #select(result: unknown, members: CallMembers): void {
    const { response, usage, cost } = this.#selectors;
    const from = <T>(what: string, selector: ((result: unknown) => T) | undefined): T | undefined =>
      selector &&
      selected(
        what,
        () => selector(result),
        (member, problem) => members.reject(member, problem),
      );
    members.fill({ response: textOf(from('response', response)) });
    members.fillUsageOf({ usage: from('usage', usage) });
    members.fill({ estimatedCost: from('cost', cost) });
  }
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : jsonText(value);
}

/** The members of an answer that belong to an outcome, under the row's names. */
export function outcomeOf(reading: LlmResultReading): LlmCallOutcome {
  return {
    provider: reading.provider,
    model: reading.model,
    response: reading.response,
    toolCalls: reading.toolCalls?.length ? reading.toolCalls : undefined,
    finishReason: reading.finishReason,
    promptTokens: reading.promptTokens,
    completionTokens: reading.completionTokens,
    totalTokens: reading.totalTokens,
    cachedPromptTokens: reading.cachedPromptTokens,
    cacheWriteTokens: reading.cacheWriteTokens,
    reasoningTokens: reading.reasoningTokens,
    serviceTier: reading.serviceTier,
    usageDetails: reading.usageDetails,
    estimatedCost: reading.providerCost,
  };
}

/** Tokens of sound have no column of their own: they are part of the others, and rare. */
export function audioOf({
  audioPromptTokens,
  audioCompletionTokens,
}: LlmResultReading): Record<string, number> | undefined {
  if (!audioPromptTokens && !audioCompletionTokens) return undefined;
  return { audioPromptTokens: audioPromptTokens ?? 0, audioCompletionTokens: audioCompletionTokens ?? 0 };
}

function withoutUsage({ response, toolCalls, finishReason }: LlmCallOutcome): LlmCallOutcome {
  return { response, toolCalls, finishReason };
}
