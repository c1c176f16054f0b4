import { readFileSync } from 'node:fs';

type Json = Record<string, unknown>;

const REQUEST = ['requestModel', 'prompt', 'systemPrompt', 'temperature', 'maxTokens'] as const;
const ANSWER = [
  'model',
  'response',
  'toolCalls',
  'finishReason',
  'promptTokens',
  'completionTokens',
  'totalTokens',
  'cachedPromptTokens',
  'cacheWriteTokens',
  'reasoningTokens',
  'audioPromptTokens',
  'audioCompletionTokens',
  'serviceTier',
  'usageDetails',
  'providerCost',
] as const;

/** What the request of a recording asks: members that its golden does not name are null. */
export function goldenRequest(name: string): Json {
  return membersOf(golden(name), REQUEST);
}

/** What its answer says. */
export function goldenAnswer(name: string): Json {
  return membersOf(golden(name), ANSWER);
}

export function goldenError(name: string): unknown {
  return golden(name)['error'] ?? null;
}

/** Long texts of a reading as the golden has them: by their beginning, end and length. */
export function shortenedAs(expected: Json, read: object): Json {
  const shortened = Object.entries(read).map(([member, value]) => [member, shortenedText(expected[member], value)]);
  return Object.fromEntries(shortened) as Json;
}

function golden(name: string): Json {
  const [provider, recording] = name.split('/') as [string, string];
  const file = new URL(`../fixtures/goldens/${provider}.json`, import.meta.url);
  const goldens = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Json>;
  const entry = goldens[recording];
  if (entry === undefined)
    throw new Error(`${name} has no golden: write it into test/fixtures/goldens/${provider}.json`);
  return entry;
}

function membersOf(entry: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, entry[name] ?? null]));
}

function shortenedText(expected: unknown, read: unknown): unknown {
  if (typeof read !== 'string' || typeof expected !== 'object' || expected === null) return read;
  const { begins, ends, length } = expected as { begins: string; ends?: string; length?: number };
  return {
    begins: read.slice(0, begins.length),
    ...(ends !== undefined && { ends: read.slice(-ends.length) }),
    ...(length !== undefined && { length: [...read].length }),
  };
}
