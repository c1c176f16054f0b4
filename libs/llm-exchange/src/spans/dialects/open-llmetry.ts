import { isObject, object, type Json } from '../../reading/json-reading.js';
import { jsonIn } from '../attributes.js';
import { answerIn } from '../messages.js';
import type { Span } from '../span.js';
import type { Dialect, SpanKind, SpanSaid } from '../dialect.js';
import { written } from '../written.js';

const KINDS: Readonly<Record<string, SpanKind>> = { workflow: 'step', task: 'step', agent: 'agent', tool: 'tool' };
const TYPES: Readonly<Record<string, SpanSaid>> = {
  chat: { kind: 'call', callType: 'chat' },
  completion: { kind: 'call', callType: 'chat' },
  embedding: { kind: 'call', callType: 'embedding' },
  rerank: { kind: 'retrieval' },
};

const PROPERTIES = 'traceloop.association.properties.';

const TEXTS: Dialect['texts'] = {
  provider: ['llm.vendor'],
  requestModel: ['llm.request.model'],
  model: ['llm.response.model'],
  userId: [`${PROPERTIES}user_id`, `${PROPERTIES}userId`],
  sessionId: [`${PROPERTIES}session_id`, `${PROPERTIES}sessionId`],
  companyId: [`${PROPERTIES}company_id`, `${PROPERTIES}companyId`],
  promptName: ['traceloop.prompt.key'],
  promptVersion: ['traceloop.prompt.version'],
  finishReason: ['llm.response.finish_reason'],
};

/** Attributes that become a member of their own, and so no metadata. */
const NAMED: ReadonlySet<string> = new Set(Object.values(TEXTS).flat());

/** OpenLLMetry (Traceloop): the old form spreads messages over `gen_ai.prompt.0.content`; the new one speaks as {@link GEN_AI}. */
export const OPEN_LLMETRY: Dialect = {
  speaks: ({ attributes }) =>
    attributes.hasAnyUnder(
      'traceloop.',
      'llm.request.',
      'llm.usage.',
      'gen_ai.prompt.',
      'gen_ai.completion.',
      'llm.prompts.',
    ),
  texts: TEXTS,
  numbers: {
    promptTokens: ['llm.usage.prompt_tokens'],
    completionTokens: ['llm.usage.completion_tokens'],
    totalTokens: ['llm.usage.total_tokens'],
    cachedPromptTokens: ['llm.usage.cache_read_input_tokens'],
    cacheWriteTokens: ['llm.usage.cache_creation_input_tokens'],
    reasoningTokens: ['llm.usage.reasoning_tokens'],
    temperature: ['llm.temperature', 'llm.request.temperature'],
    maxTokens: ['llm.request.max_tokens'],
  },
  read: readOpenLlmetry,
};

function readOpenLlmetry(span: Span): SpanSaid {
  const { attributes } = span;
  const kind = KINDS[attributes.text('traceloop.span.kind')?.toLowerCase() ?? ''];
  const metadata = metadataOf(span);
  if (kind !== undefined) {
    return {
      kind,
      metadata,
      prompt: written(attributes.get('traceloop.entity.input')),
      response: written(attributes.get('traceloop.entity.output')),
    };
  }
  const messages = spread(span, 'gen_ai.prompt.', 'llm.prompts.');
  const answers = spread(span, 'gen_ai.completion.', 'llm.completions.');
  const functions = attributes.listUnder('llm.request.functions.');
  return {
    ...TYPES[attributes.text('llm.request.type')?.toLowerCase() ?? ''],
    ...(answers.length > 0 && answerIn(answers)),
    ...(messages.length > 0 && { request: { messages, ...(functions.length > 0 && { tools: functions }) } }),
    metadata,
  };
}

function spread({ attributes }: Span, ...prefixes: string[]): Json[] {
  for (const prefix of prefixes) {
    const found = attributes
      .listUnder(prefix)
      .map(object)
      .filter((each) => each !== undefined)
      .map(parsedParts);
    if (found.length > 0) return found;
  }
  return [];
}

/** Content of several parts, such as a text and an image, is their JSON. */
function parsedParts(message: Json): Json {
  const parts = jsonIn(message['content']);
  const areParts = Array.isArray(parts) && parts.length > 0 && parts.every((part) => isObject(part) && 'type' in part);
  return areParts ? { ...message, content: parts } : message;
}

function metadataOf({ attributes }: Span): Json | undefined {
  const properties = Object.entries(attributes.under(PROPERTIES)).filter(([name]) => !NAMED.has(PROPERTIES + name));
  const workflow = attributes.text('traceloop.workflow.name');
  const all = [...properties, ...(workflow === undefined ? [] : [['traceloop.workflow.name', workflow] as const])];
  return all.length === 0 ? undefined : (Object.fromEntries(all) as Json);
}
