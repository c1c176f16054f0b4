import { attempt, readServiceTier } from 'llm-exchange/reading';
import type { AnswerHead } from './observed-exchange.js';

/** Headers under which providers name an exchange: what their support asks for. */
const REQUEST_IDS = ['x-request-id', 'request-id', 'x-amzn-requestid', 'apim-request-id'];

/** Where Gemini names the tier that answered. */
const TIER_HEADER = 'x-gemini-service-tier';

/** A header of an answer. Null too where a stand-in for `fetch` answers without headers, or no answer came. */
export function headerOf(response: AnswerHead | undefined, name: string): string | null {
  return attempt(() => response?.header(name)) ?? null;
}

/** The provider's own id of the exchange. */
export function requestIdOf(response: AnswerHead | undefined): string | undefined {
  return REQUEST_IDS.map((name) => headerOf(response, name)).find(Boolean) ?? undefined;
}

export function tierOf(response: AnswerHead | undefined): ReturnType<typeof readServiceTier> {
  return readServiceTier(headerOf(response, TIER_HEADER));
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date; in ms. */
export function retryAfterMsOf(response: AnswerHead | undefined): number | null {
  const ms = Number.parseFloat(headerOf(response, 'retry-after-ms') ?? '');
  if (ms >= 0) return Math.round(ms);
  const after = headerOf(response, 'retry-after');
  if (!after) return null;
  const until = /^[\d.]+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - Date.now();
  return Number.isFinite(until) ? Math.max(Math.round(until), 0) : null;
}
