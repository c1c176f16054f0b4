import { count, isObject, list, object, text, type Json } from '../../reading/json-reading.js';
import { jsonIn } from '../attributes.js';
import { answerIn, messagesIn } from '../messages.js';
import { readProviderUsage } from '../provider-answer.js';
import type { Span } from '../span.js';
import type { Dialect, SpanKind, SpanSaid, SpanUsage } from '../dialect.js';
import { written } from '../written.js';

const KINDS: Readonly<Record<string, SpanKind>> = {
  generation: 'call',
  embedding: 'call',
  span: 'step',
  chain: 'step',
  evaluator: 'step',
  guardrail: 'step',
  agent: 'agent',
  tool: 'tool',
  retriever: 'retrieval',
  event: 'none',
};

const OBSERVATION = 'langfuse.observation.';

/** Langfuse's SDKs since 3 (JavaScript: 4): `usage_details` add up, so `input` leaves out every `input_…` beside it. */
export const LANGFUSE: Dialect = {
  speaks: ({ attributes }) => attributes.hasAnyUnder('langfuse.'),
  texts: {
    requestModel: [`${OBSERVATION}model.name`, `${OBSERVATION}model`],
    promptName: [`${OBSERVATION}prompt.name`],
    promptVersion: [`${OBSERVATION}prompt.version`],
    userId: ['user.id', 'langfuse.user.id'],
    sessionId: ['session.id', 'langfuse.session.id'],
    companyId: ['langfuse.trace.metadata.company_id', 'langfuse.trace.metadata.companyId'],
    release: ['langfuse.release'],
    environment: ['langfuse.environment'],
  },
  read: readLangfuse,
};

function readLangfuse(span: Span): SpanSaid {
  const { attributes } = span;
  const type = attributes.text(`${OBSERVATION}type`)?.toLowerCase();
  const kind = type === undefined ? undefined : (KINDS[type] ?? 'step');
  const common: SpanSaid = { kind, metadata: metadataOf(span), tags: tagsOf(span), ...failureOf(span) };
  const input = unquoted(attributes.get(`${OBSERVATION}input`));
  const output = unquoted(attributes.get(`${OBSERVATION}output`));
  if (kind !== 'call') return { ...common, prompt: written(input), response: written(output) };
  return {
    ...common,
    callType: type === 'embedding' ? 'embedding' : 'chat',
    request: { ...requestOf(input), ...parametersOf(span) },
    ...(output !== undefined && answerOf(output)),
    ...usageOf(numbersIn(attributes.json(`${OBSERVATION}usage_details`))),
    cost: costOf(numbersIn(attributes.json(`${OBSERVATION}cost_details`))),
    timeToFirstTokenMs: firstTokenOf(span),
  };
}

function requestOf(input: unknown): Json {
  const messages = messagesIn(input);
  if (messages.length > 0) return { ...(isObject(input) && !('role' in input) && input), messages };
  return input === undefined ? {} : { prompt: written(input) };
}

/** Parameters that are not given are empty texts. */
function parametersOf({ attributes }: Span): Json {
  const given = object(attributes.json(`${OBSERVATION}model.parameters`, `${OBSERVATION}model_parameters`)) ?? {};
  const said = Object.entries(given).filter(([, value]) => value !== '' && value !== null);
  return numbersIn(Object.fromEntries(said)) ?? {};
}

/** Numbers may be texts. */
function numbersIn(value: unknown): Json | undefined {
  const entries = Object.entries(object(value) ?? {}).map(([name, each]) => [name, numberIn(each)]);
  return object(value) === undefined ? undefined : (Object.fromEntries(entries) as Json);
}

function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

function answerOf(output: unknown): SpanSaid {
  const answer = answerIn(output);
  return answer.response === undefined && answer.toolCalls === undefined ? { response: written(output) } : answer;
}

const TOTALS: ReadonlySet<string> = new Set(['total', 'total_tokens', 'totalTokens']);
const BASES: ReadonlySet<string> = new Set([
  'input',
  'input_tokens',
  'prompt_tokens',
  'promptTokens',
  'output',
  'output_tokens',
  'completion_tokens',
  'completionTokens',
]);

function usageOf(details: Json | undefined): SpanSaid {
  if (details === undefined) return {};
  if (Object.values(details).some(isObject)) return { providerUsage: readProviderUsage(details) };
  const usage = Object.entries(details).filter((entry): entry is [string, number] => count(entry[1]) !== null);
  const total = usage.find(([name]) => TOTALS.has(name))?.[1];
  const isAsked = ([name]: [string, number]): boolean => /^(input|prompt|cache)/.test(name);
  const asked = usage.filter(isAsked);
  const answered = usage.filter((entry) => !isAsked(entry) && /^(output|completion|reasoning)/.test(entry[0]));
  const [prompt, completion] = [sidesOf(asked), sidesOf(answered)];
  // The total shows whether the parts are inside.
  const isInside = total !== undefined && total === (prompt.base ?? 0) + (completion.base ?? 0);
  return {
    promptTokens: isInside ? prompt.base : prompt.all,
    completionTokens: isInside ? completion.base : completion.all,
    totalTokens: total,
    ...partsOf(asked, answered),
  };
}

function sidesOf(usage: [string, number][]): { base: number | undefined; all: number | undefined } {
  if (usage.length === 0) return { base: undefined, all: undefined };
  return {
    base: usage.find(([name]) => BASES.has(name))?.[1],
    all: usage.reduce((sum, [, tokens]) => sum + tokens, 0),
  };
}

function partsOf(asked: [string, number][], answered: [string, number][]): SpanUsage {
  const find = (usage: [string, number][], isWanted: (name: string) => boolean): number | undefined =>
    usage.find(([name]) => isWanted(name.toLowerCase()))?.[1];
  const isWrite = (name: string): boolean => /cache.*(write|creation)|(write|creation).*cache/.test(name);
  return {
    cachedPromptTokens: find(asked, (name) => name.includes('cache') && !isWrite(name)),
    cacheWriteTokens: find(asked, isWrite),
    reasoningTokens: find(answered, (name) => name.includes('reasoning') || name.includes('thinking')),
    audioPromptTokens: find(asked, (name) => name.includes('audio')) || undefined,
    audioCompletionTokens: find(answered, (name) => name.includes('audio')) || undefined,
  };
}

function costOf(details: Json | undefined): number | undefined {
  if (details === undefined) return undefined;
  if (typeof details['total'] === 'number') return details['total'];
  const costs = Object.values(details).filter((cost) => typeof cost === 'number' && cost >= 0) as number[];
  // To twelve decimals, as it is stored.
  return costs.length === 0 ? undefined : Number(costs.reduce((sum, cost) => sum + cost, 0).toFixed(12));
}

function firstTokenOf({ attributes, startMs }: Span): number | undefined {
  const at = text(unquoted(attributes.get(`${OBSERVATION}completion_start_time`)));
  const ms = at === null ? NaN : Date.parse(at);
  return startMs === null || Number.isNaN(ms) || ms < startMs ? undefined : ms - startMs;
}

/** Values of the Python SDK are JSON: texts stand in quotes. */
function unquoted(value: unknown): unknown {
  if (typeof value !== 'string' || !/^".*"$/s.test(value)) return jsonIn(value);
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function metadataOf({ attributes }: Span): Json | undefined {
  const all = { ...attributes.under('langfuse.trace.metadata.'), ...attributes.under(`${OBSERVATION}metadata.`) };
  const entries = Object.entries(all).map(([name, value]) => [name, unquoted(value)]);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Json);
}

function tagsOf({ attributes }: Span): string[] | undefined {
  const tags = list(attributes.json('langfuse.trace.tags')).filter((tag) => typeof tag === 'string');
  return tags.length === 0 ? undefined : tags;
}

function failureOf({ attributes, isFailed }: Span): SpanSaid {
  if (attributes.text(`${OBSERVATION}level`)?.toUpperCase() !== 'ERROR') return {};
  return {
    errorMessage: attributes.text(`${OBSERVATION}status_message`) ?? 'Failed',
    errorType: isFailed ? undefined : 'error',
  };
}
