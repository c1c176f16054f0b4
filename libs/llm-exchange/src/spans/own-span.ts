import { isCallId } from '../call/call-id.js';
import type { Span } from './span.js';

/** Scope of the spans that this library makes. */
const OWN_SCOPE = 'nestjs-llm-logging';
const CALL_ID = 'llm_logging.call_id';
const RECORDED_TOKENS = 'llm_logging.recorded_tokens';

/** Whether the call of a span has a row by itself: a log like this one made the span, or put the call's id on it. */
export function isOwn({ scope, attributes }: Span): boolean {
  return scope === OWN_SCOPE || attributes.has(CALL_ID);
}

/** The row of the call that a span of its own names. */
export function ownCallId({ attributes }: Span): string | undefined {
  const id = attributes.text(CALL_ID)?.toLowerCase();
  return id !== undefined && isCallId(id) ? id : undefined;
}

/** Tokens that the row of an annotated method counts by itself. */
export function recordedTokens({ attributes }: Span): number | undefined {
  return attributes.number(RECORDED_TOKENS);
}
