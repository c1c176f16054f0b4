import { readLlmResult } from 'llm-exchange/results';
import { jsonText } from 'llm-exchange/privacy';
import { type LlmResultReading, ownData } from 'llm-exchange/reading';
import type { LlmTokenUsage } from 'llm-exchange/call';
import type { Ending } from './ending.js';
import { hasSelectors, type ResultSelectors } from './result-selectors.js';
import { selected, type Rejected } from './selectors.js';

/** What a result says of its call. */
export interface ReadResult {
  /** What the selectors gave. */
  readonly selected?: { response: string | undefined; usage: unknown; estimatedCost: number | null | undefined };
  /** Selectors that gave nothing, and why. */
  readonly rejected?: readonly Rejected[];
  /** The result as an answer that is known; null where it is none. */
  readonly answer: LlmResultReading | null;
}

const NO_RESULT: ReadResult = { answer: null };

/** Reads what the work returned or streamed. */
export function readEnding({ returned, streamed }: Ending, selectors: ResultSelectors): ReadResult {
  if (streamed !== undefined) return read(streamed.result(), streamed.chunks, selectors);
  return returned === undefined ? NO_RESULT : read(readLlmResult(ownData(returned)), returned, selectors);
}

function read(answer: LlmResultReading | null, result: unknown, selectors: ResultSelectors): ReadResult {
  if (!hasSelectors(selectors)) return { answer };
  const rejected: Rejected[] = [];
  const from = <T>(what: string, selector: ((result: unknown) => T) | undefined): T | undefined =>
    selector &&
    selected(
      what,
      () => selector(result),
      (member, problem) => rejected.push({ member, problem }),
    );
  const response = textOf(from('response', selectors.response));
  const usage: LlmTokenUsage | null | undefined = from('usage', selectors.usage);
  return { answer, rejected, selected: { response, usage, estimatedCost: from('cost', selectors.cost) } };
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : jsonText(value);
}
