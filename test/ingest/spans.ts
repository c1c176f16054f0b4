import { randomBytes } from 'node:crypto';
import { keyValues, type Attributes } from '../support/otlp-spans.js';

export interface GivenSpan {
  readonly id?: string;
  readonly parent?: string;
  readonly name?: string;
  readonly attributes?: Attributes;
}

export interface GivenTrace {
  readonly traceId: string;
  readonly spans: Record<string, unknown>[];
  /** All spans in one. */
  readonly body: object;
  /** A span each. */
  readonly posts: object[];
}

/** A new trace of some spans that took 1,500 ms. Ids are single digits. */
export function traceOf(...given: readonly GivenSpan[]): GivenTrace {
  const traceId = randomBytes(16).toString('hex');
  const own = randomBytes(7).toString('hex');
  const started = Date.now() - 10_000;
  const spans = given.map(({ id, parent, name = 'span', attributes = {} }, index): Record<string, unknown> => ({
    traceId,
    spanId: `${own}0${id ?? index}`,
    ...(parent !== undefined && { parentSpanId: `${own}0${parent}` }),
    name,
    startTimeUnixNano: `${started}000000`,
    endTimeUnixNano: `${started + 1_500}000000`,
    attributes: keyValues(attributes),
  }));
  return { traceId, spans, body: bodyOf(spans), posts: spans.map((span) => bodyOf([span])) };
}

function bodyOf(spans: object[]): object {
  return { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: 'test' }, spans }] }] };
}
