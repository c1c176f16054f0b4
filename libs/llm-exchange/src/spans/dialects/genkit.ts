import { object, type Json } from '../../reading/json-reading.js';
import { answerIn, messagesIn } from '../messages.js';
import { modelParts } from '../provider-name.js';
import type { Span } from '../span.js';
import type { Dialect, SpanKind, SpanSaid } from '../dialect.js';
import { written } from '../written.js';

const SUBTYPES: Readonly<Record<string, SpanKind>> = {
  model: 'call',
  embedder: 'call',
  tool: 'tool',
  'tool.v2': 'tool',
  retriever: 'retrieval',
  reranker: 'retrieval',
  indexer: 'retrieval',
  flow: 'step',
  prompt: 'step',
  'executable-prompt': 'step',
  agent: 'agent',
};

/** Genkit: `genkit:input` and `genkit:output` are JSON; the model's name has the provider before it: `googleai/gemini-2.5-flash`. */
export const GENKIT: Dialect = {
  speaks: ({ attributes }) => attributes.has('genkit:name') || attributes.has('genkit:type'),
  texts: { sessionId: ['genkit:sessionId'] },
  read: readGenkit,
};

function readGenkit(span: Span): SpanSaid {
  const { attributes } = span;
  const subtype = attributes.text('genkit:metadata:subtype')?.toLowerCase() ?? '';
  const kind = SUBTYPES[subtype] ?? 'step';
  const input = attributes.json('genkit:input');
  const output = object(attributes.json('genkit:output'));
  const failed = attributes.text('genkit:state') === 'error' && !span.isFailed ? { errorType: 'error' } : {};
  if (kind !== 'call') {
    const result = written(attributes.get('genkit:output'));
    return { kind, prompt: written(input), response: result, ...failed };
  }
  const { provider, model } = modelParts(attributes.text('genkit:name') ?? '');
  const common: SpanSaid = { kind, provider, requestModel: model || undefined, ...failed };
  if (subtype === 'embedder')
    return { ...common, callType: 'embedding', prompt: documentsIn(object(input)?.['input']) };
  const usage = object(output?.['usage']);
  return {
    ...common,
    callType: 'chat',
    request: requestOf(object(input)),
    ...(output !== undefined && answerIn(output)),
    ...usageOf(usage),
  };
}

/** The texts of documents, a line each. */
function documentsIn(input: unknown): string | undefined {
  const texts = messagesIn(input).map((document) => answerIn(document).response);
  const known = texts.filter((said) => said !== undefined);
  return known.length > 0 ? known.join('\n') : written(input);
}

function requestOf(input: Json | undefined): Json | undefined {
  if (input === undefined) return undefined;
  return { ...input, config: undefined, ...object(input['config']) };
}

function usageOf(usage: Json | undefined): SpanSaid {
  const tokens = (name: string): number | undefined => (typeof usage?.[name] === 'number' ? usage[name] : undefined);
  const thoughts = tokens('thoughtsTokens');
  const output = tokens('outputTokens');
  const total = tokens('totalTokens');
  const input = tokens('inputTokens');
  // Google counts thoughts outside of the output; the total shows it.
  const leavesOutThoughts = total !== undefined && total === (input ?? 0) + (output ?? 0) + (thoughts ?? 0);
  return {
    promptTokens: input,
    completionTokens: leavesOutThoughts && output !== undefined ? output + (thoughts ?? 0) : output,
    totalTokens: total,
    cachedPromptTokens: tokens('cachedContentTokens'),
    reasoningTokens: thoughts,
  };
}
