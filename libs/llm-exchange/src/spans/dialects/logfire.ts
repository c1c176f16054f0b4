import { isObject, list, object, text, type Json } from '../../reading/json-reading.js';
import { answerIn } from '../messages.js';
import { readProviderAnswer, readProviderUsage } from '../provider-answer.js';
import type { Span } from '../span.js';
import type { Dialect, SpanSaid } from '../dialect.js';

/** Of Logfire's own: a span that has begun, and what was said of one later. */
const NOTES: ReadonlySet<unknown> = new Set(['pending_span', 'annotation']);

/**
 * Logfire's instrumentations. The span of a stream ends when the stream begins; the call is then the log "streaming response …" that
 * follows it, with what the stream said and how long it took.
 */
export const LOGFIRE: Dialect = {
  speaks: ({ attributes }) => attributes.hasAnyUnder('logfire.', 'operation.cost', 'request_data', 'gen_ai.usage.raw'),
  numbers: { cost: ['operation.cost'] },
  read: readLogfire,
};

function readLogfire(span: Span): SpanSaid {
  const { attributes } = span;
  const type = attributes.text('logfire.span_type');
  if (NOTES.has(type)) return { kind: 'none' };
  const request = object(attributes.json('request_data'));
  const tags = list(attributes.json('logfire.tags')).filter((tag) => typeof tag === 'string');
  const common: SpanSaid = { tags: tags.length === 0 ? undefined : tags };
  const answer = object(attributes.json('response_data'));
  const usage = readProviderUsage(attributes.json('gen_ai.usage.raw') ?? answer?.['usage']);
  if (request === undefined) return { ...common, providerUsage: usage };
  const isStreamsBegin = request['stream'] === true && answer === undefined && usage === undefined && !hasAnswer(span);
  return {
    ...common,
    kind: isStreamsBegin && !span.isFailed ? 'step' : type === 'log' && answer === undefined ? 'none' : undefined,
    requestModel: text(request['model']) ?? undefined,
    request,
    ...answerOf(answer),
    providerUsage: usage,
    ...(type === 'log' && streamedOf(span)),
  };
}

function hasAnswer({ attributes }: Span): boolean {
  return attributes.has('gen_ai.output.messages') || attributes.has('gen_ai.usage.input_tokens');
}

function answerOf(answer: Json | undefined): SpanSaid {
  if (answer === undefined) return {};
  const streamed = text(answer['combined_chunk_content']) ?? text(answer['text']);
  if (streamed !== null) return { response: streamed };
  const whole = readProviderAnswer(answer);
  return isObject(answer['message']) ? answerIn(answer['message']) : { ...whole, providerUsage: undefined };
}

function streamedOf({ attributes }: Span): SpanSaid {
  const seconds = attributes.number('duration');
  return { kind: 'call', callType: 'chat', durationMs: seconds === undefined ? undefined : seconds * 1_000 };
}
