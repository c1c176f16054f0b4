import { createHash } from 'node:crypto';
import { randomHex } from './random-hex.js';

/** The two ids of a W3C `traceparent`. */
export interface TraceParent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: the caller's span. */
  readonly spanId: string;
}

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/** Reads a `traceparent` header (https://www.w3.org/TR/trace-context/#traceparent-header). Anything else than a valid one is undefined. */
export function parseTraceparent(header: unknown): TraceParent | undefined {
  if (typeof header !== 'string' || header.length > 512) return undefined;
  const match = TRACEPARENT.exec(header.trim());
  if (!match) return undefined;
  const [, version, traceId, spanId, rest] = match;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId: traceId!, spanId: spanId! };
}

/** A `traceparent` of version 00 with the sampled flag set. */
export function formatTraceparent({ traceId, spanId }: TraceParent): string {
  return `00-${traceId}-${spanId}-01`;
}

export function newTraceId(): string {
  return randomHex(16);
}

export function newSpanId(): string {
  return randomHex(8);
}

export function isW3cTraceId(traceId: string): boolean {
  return TRACE_ID.test(traceId);
}

/** The W3C trace id that stands for a trace id of another form, the same one each time: a UUID's digits, else a digest. */
export function toW3cTraceId(traceId: string): string {
  const digits = traceId.replaceAll('-', '').toLowerCase();
  if (isW3cTraceId(digits)) return digits;
  return createHash('sha256').update(traceId).digest('hex').slice(0, 32);
}

/** The span id that stands for a call: the random half of its UUIDv7. */
export function spanIdOfCall(callId: string): string {
  return callId.replaceAll('-', '').slice(16).toLowerCase();
}
