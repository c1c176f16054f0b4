import { isObject, list, object, text, type Json } from '../../reading/json-reading.js';
import { answerIn } from '../messages.js';
import { readProviderAnswer } from '../provider-answer.js';
import type { Span } from '../span.js';
import type { Dialect, SpanKind, SpanSaid } from '../dialect.js';
import { written } from '../written.js';

const KINDS: Readonly<Record<string, SpanKind>> = {
  LLM: 'call',
  EMBEDDING: 'call',
  CHAIN: 'step',
  PROMPT: 'step',
  GUARDRAIL: 'step',
  EVALUATOR: 'step',
  RETRIEVER: 'retrieval',
  RERANKER: 'retrieval',
  TOOL: 'tool',
  AGENT: 'agent',
};

/** OpenInference (Arize): messages are spread over numbered attributes; request and answer stand whole in `input.value` and `output.value`. */
export const OPEN_INFERENCE: Dialect = {
  speaks: ({ attributes }) => attributes.has('openinference.span.kind'),
  texts: {
    provider: ['llm.provider', 'llm.system', 'embedding.provider', 'reranker.provider'],
    finishReason: ['llm.finish_reason'],
    promptName: ['llm.prompt_template.name', 'llm.prompt_template.id'],
    promptVersion: ['llm.prompt_template.version'],
    userId: ['user.id'],
    sessionId: ['session.id'],
  },
  numbers: {
    promptTokens: ['llm.token_count.prompt'],
    completionTokens: ['llm.token_count.completion'],
    totalTokens: ['llm.token_count.total'],
    cachedPromptTokens: ['llm.token_count.prompt_details.cache_read', 'llm.token_count.prompt_details.cache_input'],
    cacheWriteTokens: ['llm.token_count.prompt_details.cache_write'],
    reasoningTokens: ['llm.token_count.completion_details.reasoning'],
    audioPromptTokens: ['llm.token_count.prompt_details.audio'],
    audioCompletionTokens: ['llm.token_count.completion_details.audio'],
    cost: ['llm.cost.total'],
  },
  read: readOpenInference,
};

function readOpenInference(span: Span): SpanSaid {
  const { attributes } = span;
  const name = attributes.text('openinference.span.kind')?.toUpperCase() ?? '';
  const kind = KINDS[name] ?? 'step';
  const tags = attributes.json('tag.tags');
  const common: SpanSaid = {
    kind,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : undefined,
    metadata: object(attributes.json('metadata')),
  };
  if (name === 'EMBEDDING') return { ...common, ...embeddingOf(span) };
  if (kind !== 'call') {
    const { prompt, response } = textsOf(span);
    return { ...common, prompt: prompt ?? attributes.text('reranker.query'), response: response ?? documentsOf(span) };
  }
  return { ...common, ...callOf(span) };
}

function callOf(span: Span): SpanSaid {
  const { attributes } = span;
  const parameters = object(attributes.json('llm.invocation_parameters')) ?? {};
  const input = object(attributes.json('input.value'));
  const messages = attributes.listUnder('llm.input_messages.').map(messageOf);
  const answered = readProviderAnswer(attributes.json('output.value'));
  const spread = answerIn(attributes.listUnder('llm.output_messages.').map(messageOf));
  const named = attributes.text('llm.model_name');
  return {
    callType: 'chat',
    requestModel:
      attributes.text('llm.request.model_name') ?? text(parameters['model']) ?? text(input?.['model']) ?? named,
    model: attributes.text('llm.response.model_name') ?? answered.model ?? named,
    request: { ...parameters, ...input, ...(messages.length > 0 && !hasTurns(input) && { messages }) },
    response: spread.response ?? answered.response,
    toolCalls: spread.toolCalls ?? answered.toolCalls,
    finishReason: attributes.text('llm.finish_reason') ?? answered.finishReason,
    responseId: answered.responseId,
    serviceTier: answered.serviceTier,
    providerUsage: answered.providerUsage,
    ...(messages.length === 0 && input === undefined && { prompt: attributes.text('input.value') }),
  };
}

function embeddingOf({ attributes }: Span): SpanSaid {
  const named = attributes.text('embedding.model_name');
  const texts = attributes.listUnder('embedding.embeddings.').map((each) => text(embeddedIn(each)));
  const known = texts.filter((each) => each !== null);
  return {
    callType: 'embedding',
    requestModel: named,
    prompt: known.length > 0 ? known.join('\n') : attributes.text('input.value'),
  };
}

function embeddedIn(entry: unknown): unknown {
  return object(object(entry)?.['embedding'])?.['text'];
}

function hasTurns(input: Json | undefined): boolean {
  return input !== undefined && ['messages', 'input', 'contents'].some((name) => input[name] !== undefined);
}

/** `{ message: { role, content, contents, tool_calls } }` as a provider would write it. */
function messageOf(entry: unknown): Json {
  const message = object(object(entry)?.['message']) ?? {};
  const parts = list(message['contents']).map((part) => object(object(part)?.['message_content']) ?? part);
  const calls = list(message['tool_calls']).filter(isObject);
  return {
    ...message,
    ...(message['content'] === undefined && parts.length > 0 && { content: parts }),
    ...(calls.length > 0 && { tool_calls: calls.map((call) => object(call['tool_call']) ?? call) }),
  };
}

function textsOf({ attributes }: Span): SpanSaid {
  return { prompt: written(attributes.get('input.value')), response: written(attributes.get('output.value')) };
}

function documentsOf({ attributes }: Span): string | undefined {
  const found = ['retrieval.documents.', 'reranker.output_documents.'].flatMap((name) => attributes.listUnder(name));
  const documents = found.map((each) => object(each)?.['document'] ?? each);
  return documents.length === 0 ? undefined : JSON.stringify(documents);
}
