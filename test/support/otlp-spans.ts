/** A value of an attribute. */
export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };

export type Attributes = Readonly<Record<string, Value>>;

export interface GivenSpan {
  readonly name?: string;
  readonly scope?: string;
  /** Digits. */
  readonly id?: string;
  readonly parent?: string;
  /** In ns since 1970. */
  readonly start?: string;
  readonly end?: string;
  readonly attributes?: Attributes;
  readonly events?: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly status?: { readonly code: number; readonly message?: string };
}

/** Attributes of a call of a model, and of what it used. */
export const CHAT = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.provider.name': 'openai',
};
export const USED = { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 10 };

/** Spans of one trace as OTLP has them in JSON, each with a scope of its own. */
export function resourceSpansOf(
  ...spans: readonly GivenSpan[]
): { scopeSpans: { spans: { attributes: object[] }[] }[] }[] {
  return spans.map((span, index) => ({
    scopeSpans: [
      {
        scope: { name: span.scope ?? 'test' },
        spans: [
          {
            traceId: 'abcdef1234567890abcdef1234567890',
            spanId: (span.id ?? String(index + 1)).padStart(16, '0'),
            ...(span.parent !== undefined && { parentSpanId: span.parent.padStart(16, '0') }),
            name: span.name ?? 'span',
            startTimeUnixNano: span.start ?? '1746026930000000000',
            endTimeUnixNano: span.end ?? '1746026931500000000',
            attributes: keyValues(span.attributes),
            events: span.events?.map((event) => ({ ...event, attributes: keyValues(event.attributes) })),
            status: span.status ?? {},
          },
        ],
      },
    ],
  }));
}

export function keyValues(attributes: Attributes = {}): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Value): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value as Attributes) } };
}
