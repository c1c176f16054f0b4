import { list, text, type Json } from '../../reading/json-reading.js';
import { durationOf } from '../span-times.js';
import type { Span } from '../span.js';
import { answerIn, messagesIn, type SpanAnswer } from '../messages.js';
import type { Dialect, SpanKind, SpanSaid } from '../dialect.js';
import { written } from '../written.js';
import { choiceEvents, contentEvent, detailOf, eventMessages } from './gen-ai-events.js';

const OPERATIONS: Readonly<Record<string, SpanKind>> = {
  chat: 'call',
  'chat.completions': 'call',
  generate_content: 'call',
  text_completion: 'call',
  'text.completions': 'call',
  completion: 'call',
  embeddings: 'call',
  embedding: 'call',
  image_generation: 'call',
  image: 'call',
  audio: 'call',
  speech: 'call',
  transcription: 'call',
  responses: 'call',
  messages: 'call',
  call_llm: 'call',
  execute_tool: 'tool',
  tool: 'tool',
  retrieval: 'retrieval',
  vectordb: 'retrieval',
  rerank: 'retrieval',
  retrieve: 'retrieval',
  create_agent: 'agent',
  invoke_agent: 'agent',
  agent: 'agent',
  invoke_workflow: 'step',
  agent_step: 'step',
  framework: 'step',
  plan: 'step',
  execute_event_loop_cycle: 'step',
};

/** What is asked for images, sound or a transcript. */
const MEDIA: ReadonlySet<string> = new Set(['image_generation', 'image', 'audio', 'speech', 'transcription']);

const PARAMETERS: Readonly<Record<string, string>> = {
  'gen_ai.request.top_p': 'top_p',
  'gen_ai.request.top_k': 'top_k',
  'gen_ai.request.seed': 'seed',
  'gen_ai.request.stop_sequences': 'stop',
  'gen_ai.request.frequency_penalty': 'frequency_penalty',
  'gen_ai.request.presence_penalty': 'presence_penalty',
  'gen_ai.request.choice.count': 'n',
  'gen_ai.request.encoding_formats': 'encoding_format',
  'gen_ai.output.type': 'output_type',
  'gen_ai.tool.definitions': 'tools',
};

/**
 * OpenTelemetry's conventions for generative AI: 1.26 to 1.41, and 0.1.0 of their repository of their own, where
 * `cache_creation` became `cache_write`. Texts stand in attributes, or in events of the span.
 */
export const GEN_AI: Dialect = {
  speaks: ({ attributes, events }) =>
    attributes.hasAnyUnder('gen_ai.') || events.some(({ name }) => name.startsWith('gen_ai.')),
  texts: {
    provider: ['gen_ai.provider.name', 'gen_ai.system'],
    requestModel: ['gen_ai.request.model'],
    model: ['gen_ai.response.model'],
    responseId: ['gen_ai.response.id'],
    sessionId: ['gen_ai.conversation.id'],
    promptName: ['gen_ai.prompt.name'],
    promptVersion: ['gen_ai.prompt.version'],
    serviceTier: [
      'gen_ai.openai.response.service_tier',
      'openai.response.service_tier',
      'gen_ai.response.service_tier',
      'anthropic.response.service_tier',
    ],
  },
  numbers: {
    promptTokens: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'gen_ai.response.prompt_tokens'],
    completionTokens: [
      'gen_ai.usage.output_tokens',
      'gen_ai.usage.completion_tokens',
      'gen_ai.response.completion_tokens',
    ],
    totalTokens: ['gen_ai.usage.total_tokens', 'gen_ai.response.total_tokens'],
    cachedPromptTokens: [
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.cache_read_input_tokens',
      'gen_ai.usage.input_tokens.cached',
      'gen_ai.usage.cached_input_tokens',
      'gen_ai.usage.cached_tokens',
      'gen_ai.usage.details.cache_read_tokens',
    ],
    cacheWriteTokens: [
      'gen_ai.usage.cache_write.input_tokens',
      'gen_ai.usage.cache_creation.input_tokens',
      'gen_ai.usage.cache_creation_input_tokens',
      'gen_ai.usage.cache_write_input_tokens',
      'gen_ai.usage.details.cache_write_tokens',
    ],
    reasoningTokens: [
      'gen_ai.usage.reasoning.output_tokens',
      'gen_ai.usage.output_tokens.reasoning',
      'gen_ai.usage.reasoning_tokens',
      'gen_ai.usage.experimental.reasoning_tokens',
      'gen_ai.usage.details.reasoning_tokens',
    ],
    temperature: ['gen_ai.request.temperature'],
    maxTokens: ['gen_ai.request.max_tokens'],
    cost: ['gen_ai.usage.cost', 'gen_ai.cost.total_cost', 'gen_ai.usage.total_cost'],
  },
  read: readGenAi,
};

function readGenAi(span: Span): SpanSaid {
  const { attributes } = span;
  const operation = attributes.text('gen_ai.operation.name')?.toLowerCase();
  const kind = operation === undefined ? undefined : OPERATIONS[operation];
  return {
    kind,
    callType: kind === 'call' ? callTypeOf(operation!) : undefined,
    request: requestOf(span),
    ...answerOf(span),
    timeToFirstTokenMs: firstTokenOf(span),
    errorType: attributes.text('error.type'),
    ...(kind === 'tool' && toolOf(span)),
  };
}

function callTypeOf(operation: string): string {
  if (operation.startsWith('embedding')) return 'embedding';
  return MEDIA.has(operation) ? 'other' : 'chat';
}

function requestOf(span: Span): Json | undefined {
  const { attributes } = span;
  const given =
    attributes.json('gen_ai.input.messages') ??
    detailOf(span, 'gen_ai.input.messages') ??
    attributes.json('gen_ai.content.prompt', 'gen_ai.prompt') ??
    contentEvent(span, 'gen_ai.content.prompt', 'gen_ai.prompt');
  const system = attributes.json('gen_ai.system_instructions') ?? detailOf(span, 'gen_ai.system_instructions');
  const messages = messagesIn(given);
  const asked = messages.length > 0 ? messages : eventMessages(span);
  const request: Json = {
    ...(asked.length > 0 && { messages: asked }),
    ...(asked.length === 0 && typeof given === 'string' && { prompt: given }),
    ...(system !== undefined && { system }),
  };
  for (const [name, parameter] of Object.entries(PARAMETERS)) {
    const value = attributes.json(name);
    if (value !== undefined) request[parameter] = value;
  }
  return Object.keys(request).length === 0 ? undefined : request;
}

function answerOf(span: Span): SpanAnswer {
  const { attributes } = span;
  const given =
    attributes.json('gen_ai.output.messages') ??
    detailOf(span, 'gen_ai.output.messages') ??
    attributes.json('gen_ai.content.completion', 'gen_ai.completion') ??
    contentEvent(span, 'gen_ai.content.completion', 'gen_ai.completion') ??
    choiceEvents(span);
  const answer = given === undefined ? {} : answerIn(given);
  const reasons = attributes.json('gen_ai.response.finish_reasons', 'gen_ai.response.finish_reason');
  const reason = text(list(reasons)[0]) ?? text(reasons) ?? answer.finishReason;
  return { ...answer, finishReason: reason?.toLowerCase() === 'none' ? undefined : plainReason(reason) };
}

/** `stop` of Python's `FinishReason.STOP`, and of a list written as Python does. */
function plainReason(reason: string | undefined): string | undefined {
  const bare = reason?.replace(/^\['([^']*)'.*\]$/s, '$1');
  return bare !== undefined && /FinishReason\./.test(bare) ? bare.slice(bare.lastIndexOf('.') + 1).toLowerCase() : bare;
}

const FIRST_IN_SECONDS = [
  'gen_ai.client.operation.time_to_first_chunk',
  'gen_ai.response.time_to_first_chunk',
  'gen_ai.server.time_to_first_token',
  'gen_ai.server.ttft',
] as const;

function firstTokenOf({ attributes, events, start, perMs, durationMs }: Span): number | undefined {
  const seconds = attributes.number(...FIRST_IN_SECONDS);
  // Strands writes milliseconds: no first token comes after the end.
  if (seconds !== undefined) return durationMs !== null && seconds * 1_000 > durationMs ? seconds : seconds * 1_000;
  const first = events.find(({ name }) => name === 'gen_ai.first_token' || name === 'First Token Stream Event');
  return first === undefined ? undefined : (durationOf(start, first.time, perMs) ?? undefined);
}

function toolOf({ attributes, events }: Span): SpanSaid {
  const input = attributes.get('gen_ai.tool.call.arguments') ?? attributes.get('gen_ai.tool.arguments');
  const output =
    attributes.get('gen_ai.tool.call.result') ??
    attributes.get('gen_ai.tool.result') ??
    events.find(({ name }) => name === 'gen_ai.choice')?.attributes.get('message');
  return { prompt: written(input), response: written(output) };
}
