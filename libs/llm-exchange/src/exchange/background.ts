import type { BackgroundAnswers } from '../apis/api.js';
import { APIS } from '../apis/apis.js';
import { apiOf } from '../apis/operations.js';
import { amount, text, type Json } from '../reading/json-reading.js';

/** An answer that is made in the background: what it is called, and whether it is over. */
export interface BackgroundAnswer {
  readonly id: string;
  readonly isOver: boolean;
  /** When it was begun, in ms since 1970. */
  readonly at: number;
}

const KINDS: readonly BackgroundAnswers[] = APIS.flatMap(({ background }) => background ?? []);
const UNDER_WAY = /^(queued|in_progress|starting|processing)$/;

/** What an answer says of itself that is made in the background; null for what is answered at once. */
export function backgroundAnswer(body: Json | undefined): BackgroundAnswer | null {
  const id = text(body?.['id']);
  const status = text(body?.['status']);
  if (body === undefined || id === null || status === null) return null;
  const at = timeOf(body['created_at'] ?? body['created']);
  const isMade = KINDS.some((kind) => kind.isMade(body));
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
  return apiOf(api)?.background?.isAsked(body) ?? false;
}
