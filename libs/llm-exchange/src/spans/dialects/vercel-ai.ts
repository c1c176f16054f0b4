import { count, isObject, list, object, text, type Json } from '../../reading/json-reading.js';
import { messagesIn, toolCallOf } from '../messages.js';
import { readProviderUsage } from '../provider-answer.js';
import type { Span } from '../span.js';
import type { Dialect, SpanSaid } from '../dialect.js';
import { written } from '../written.js';

const METADATA = 'ai.telemetry.metadata.';
const PEOPLE = {
  userId: [`${METADATA}userId`, `${METADATA}user_id`],
  sessionId: [`${METADATA}sessionId`, `${METADATA}session_id`],
  companyId: [`${METADATA}companyId`, `${METADATA}company_id`],
} as const;
/** What is a member of the call by itself, and not metadata as well. */
const MEMBERS: ReadonlySet<string> = new Set([...Object.values(PEOPLE).flat(), `${METADATA}tags`]);

/**
 * The AI SDK, 4 to 6: `ai.generateText` is a pipeline, the `…doGenerate` in it is the call. Version 7 speaks as {@link GEN_AI}.
 * Until 5 the input tokens of Anthropic and Bedrock leave out the cached ones, which the provider's own words beside them show.
 */
export const VERCEL_AI: Dialect = {
  speaks: ({ attributes, scope }) => scope === 'ai' || attributes.hasAnyUnder('ai.'),
  texts: {
    provider: ['ai.model.provider'],
    requestModel: ['ai.model.id'],
    model: ['ai.response.model'],
    responseId: ['ai.response.id'],
    response: ['ai.response.text', 'ai.response.object', 'ai.result.text', 'ai.result.object'],
    finishReason: ['ai.response.finishReason', 'ai.finishReason'],
    ...PEOPLE,
  },
  numbers: {
    promptTokens: ['ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'],
    completionTokens: ['ai.usage.outputTokens', 'ai.usage.completionTokens'],
    totalTokens: ['ai.usage.totalTokens'],
    cachedPromptTokens: ['ai.usage.cachedInputTokens', 'ai.usage.inputTokenDetails.cacheReadTokens'],
    cacheWriteTokens: ['ai.usage.inputTokenDetails.cacheWriteTokens'],
    reasoningTokens: ['ai.usage.reasoningTokens', 'ai.usage.outputTokenDetails.reasoningTokens'],
    temperature: ['ai.settings.temperature'],
    maxTokens: ['ai.settings.maxOutputTokens', 'ai.settings.maxTokens'],
  },
  read: readVercelAi,
};

function readVercelAi(span: Span): SpanSaid {
  const { attributes } = span;
  const operation = attributes.text('ai.operationId') ?? operationIn(span.name);
  const common = { metadata: metadataOf(span), tags: tagsOf(span) };
  if (operation === 'ai.toolCall') {
    return {
      ...common,
      kind: 'tool',
      prompt: written(attributes.get('ai.toolCall.args') ?? attributes.get('ai.toolCall.input')),
      response: written(attributes.get('ai.toolCall.result') ?? attributes.get('ai.toolCall.output')),
    };
  }
  if (operation !== undefined && !/\.do[A-Z]\w*$/.test(operation))
    return { ...common, kind: 'step', request: requestOf(span) };
  const metadata = object(attributes.json('ai.response.providerMetadata')) ?? {};
  const isBeside = /anthropic|bedrock/i.test(attributes.text('ai.model.provider', 'gen_ai.system') ?? '');
  const isOfDetails = attributes.hasAnyUnder('ai.usage.inputTokenDetails.');
  return {
    ...common,
    kind: operation === undefined ? undefined : 'call',
    callType: operation === undefined ? undefined : operation.endsWith('doEmbed') ? 'embedding' : 'chat',
    request: requestOf(span),
    prompt: promptOf(span, operation),
    toolCalls: toolCallsOf(span),
    timeToFirstTokenMs: attributes.number('ai.response.msToFirstChunk'),
    ...partsIn(metadata),
    providerUsage: readProviderUsage(
      object(metadata['anthropic'])?.['usage'] ?? object(metadata['google'] ?? metadata['vertex'])?.['usageMetadata'],
    ),
    serviceTier: text(object(metadata['openai'])?.['serviceTier']) ?? undefined,
    leavesOutCached: isBeside && !isOfDetails ? true : undefined,
  };
}

/** What version 4 says of parts of the tokens nowhere else. */
function partsIn(metadata: Json): SpanSaid {
  const holders = [
    metadata['openai'],
    metadata['azure'],
    object(metadata['bedrock'])?.['usage'],
    metadata['anthropic'],
  ];
  const find = (...names: string[]): number | undefined =>
    holders
      .flatMap((holder) => names.map((name) => count(object(holder)?.[name])))
      .find((tokens) => tokens !== null && tokens !== undefined) ?? undefined;
  return {
    cachedPromptTokens: find('cachedPromptTokens', 'cacheReadInputTokens'),
    cacheWriteTokens: find('cacheCreationInputTokens', 'cacheWriteInputTokens'),
    reasoningTokens: find('reasoningTokens'),
  };
}

function operationIn(name: string): string | undefined {
  return /^ai\.\w+(\.do[A-Z]\w*)?$/.exec(name)?.[0];
}

function requestOf({ attributes }: Span): Json | undefined {
  const messages = messagesIn(attributes.json('ai.prompt.messages', 'ai.prompt'));
  const tools = attributes.json('ai.prompt.tools');
  const prompt = object(attributes.json('ai.prompt'));
  const request: Json = {
    ...(messages.length > 0 && { messages }),
    ...(typeof prompt?.['system'] === 'string' && { system: prompt['system'] }),
    ...(messages.length === 0 && typeof prompt?.['prompt'] === 'string' && { prompt: prompt['prompt'] }),
    ...(tools !== undefined && { tools: list(tools).map(parsedTool) }),
  };
  return Object.keys(request).length === 0 ? undefined : request;
}

function parsedTool(tool: unknown): unknown {
  if (typeof tool !== 'string') return tool;
  try {
    return JSON.parse(tool) as unknown;
  } catch {
    return tool;
  }
}

function promptOf({ attributes }: Span, operation: string | undefined): string | undefined {
  if (operation?.endsWith('doEmbed') !== true) return undefined;
  const values = attributes.json('ai.values') ?? attributes.json('ai.value');
  return written(Array.isArray(values) ? values.map((value) => parsedTool(value)).join('\n') : parsedTool(values));
}

function toolCallsOf({ attributes }: Span): SpanSaid['toolCalls'] {
  const calls = list(attributes.json('ai.response.toolCalls', 'ai.result.toolCalls')).filter(isObject);
  const read = calls.map(toolCallOf).filter((call) => call !== undefined);
  return read.length === 0 ? undefined : read;
}

function metadataOf({ attributes }: Span): Json | undefined {
  const entries = Object.entries(attributes.under(METADATA)).filter(([name]) => !MEMBERS.has(METADATA + name));
  const functionId = attributes.text('ai.telemetry.functionId');
  if (functionId !== undefined) entries.push(['functionId', functionId]);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Json);
}

function tagsOf({ attributes }: Span): string[] | undefined {
  const tags = attributes.json(`${METADATA}tags`);
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : undefined;
}
