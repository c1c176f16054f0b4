import { fromBase64, hexOf } from '../platform/bytes.js';
import { isObject, list, text, type Json } from '../reading/json-reading.js';
import { Attributes } from './attributes.js';
import { timesOf, type SpanTimes } from './span-times.js';

interface SpanEvent {
  readonly name: string;
  readonly attributes: Attributes;
  /** As it is written, in nanoseconds. */
  readonly time: unknown;
}

/** One span, with what its scope and its resource say. */
export interface Span extends SpanTimes {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  /** Of the instrumentation. */
  readonly scope: string;
  readonly scopeVersion: string;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly events: readonly SpanEvent[];
  readonly isFailed: boolean;
  readonly statusMessage: string | null;
}

const MAX_EVENTS = 1_024;
const FAILED: ReadonlySet<unknown> = new Set([2, '2', 'STATUS_CODE_ERROR']);

/** The spans of `resourceSpans` in the form of OTLP/JSON, with undefined for each that has no valid ids. */
export function* spansIn(resourceSpans: unknown): Generator<Span | undefined> {
  for (const ofResource of list(resourceSpans).filter(isObject)) {
    const resource = new Attributes(isObject(ofResource['resource']) ? ofResource['resource']['attributes'] : []);
    const scopes = list(ofResource['scopeSpans'] ?? ofResource['instrumentationLibrarySpans']);
    for (const ofScope of scopes.filter(isObject)) {
      const scope = isObject(ofScope['scope']) ? ofScope['scope'] : {};
      for (const span of list(ofScope['spans'])) yield isObject(span) ? spanOf(span, scope, resource) : undefined;
    }
  }
}

function spanOf(span: Json, scope: Json, resource: Attributes): Span | undefined {
  const traceId = idOf(span['traceId'], 32);
  const spanId = idOf(span['spanId'], 16);
  if (traceId === null || spanId === null) return undefined;
  const status = isObject(span['status']) ? span['status'] : {};
  return {
    ...timesOf(span['startTimeUnixNano'], span['endTimeUnixNano']),
    traceId,
    spanId,
    parentSpanId: idOf(span['parentSpanId'], 16),
    name: text(span['name']) ?? '',
    scope: text(scope['name']) ?? '',
    scopeVersion: text(scope['version']) ?? '',
    attributes: new Attributes(span['attributes']),
    resource,
    events: list(span['events']).filter(isObject).slice(0, MAX_EVENTS).map(eventOf),
    isFailed: FAILED.has(status['code']),
    statusMessage: text(status['message']) || null,
  };
}

function eventOf(event: Json): SpanEvent {
  return {
    name: text(event['name']) ?? '',
    attributes: new Attributes(event['attributes']),
    time: event['timeUnixNano'],
  };
}

/** OTLP/JSON writes ids as hex; some senders as base64, which is how protobuf's own JSON does. */
function idOf(value: unknown, digits: number): string | null {
  if (typeof value !== 'string' || value.length > 44) return null;
  const hex = value.length === digits ? value.toLowerCase() : hexOf(fromBase64(value));
  return hex.length === digits && /^[0-9a-f]+$/.test(hex) && !/^0+$/.test(hex) ? hex : null;
}
