import { amount, object, text, type Json } from './json-reading.js';

/** An answer that is made in the background: what it is called, and whether it is over. */
export interface BackgroundAnswer {
  readonly id: string;
  readonly isOver: boolean;
  /** When it was begun, in ms since 1970. */
  readonly at: number;
}

const UNDER_WAY = /^(queued|in_progress|starting|processing)$/;

/** Responses of OpenAI and Interactions of Google with `background: true`, predictions of Replicate; null for what is answered at once. */
export function backgroundAnswer(body: Json | undefined): BackgroundAnswer | null {
  const id = text(body?.['id']);
  const status = text(body?.['status']);
  if (body === undefined || id === null || status === null) return null;
  const isPrediction = text(object(body['urls'])?.['get']) !== null;
  const isMade = body['background'] === true || body['object'] === 'interaction' || isPrediction;
  const at = timeOf(body['created_at'] ?? body['created']);
  return isMade && at !== null ? { id, isOver: !UNDER_WAY.test(status), at } : null;
}

/** Seconds, or a date. */
function timeOf(value: unknown): number | null {
  const seconds = amount(value);
  if (seconds !== null) return Math.floor(seconds * 1_000);
  const ms = Date.parse(text(value) ?? '');
  return Number.isFinite(ms) ? ms : null;
}

/** Whether a request asks for an answer that may be made in the background. */
export function asksInBackground(api: string | null, body: unknown): boolean {
  return api === 'replicate' || object(body)?.['background'] === true;
}
