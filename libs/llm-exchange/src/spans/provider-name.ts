import { PROVIDERS } from '../apis/providers.js';

/** Providers by the names that instrumentations have for them. */
const NAMES: ReadonlyMap<string, string> = new Map(
  PROVIDERS.flatMap(({ name, otherNames = [] }) => otherNames.map((other) => [other, name])),
);

/** What follows the provider in the names of the AI SDK: `openai.chat`, `anthropic.messages`. */
const KINDS = /\.(chat|responses|messages|completion|embedding|image|transcription|speech|generative-ai)$/;

/** Frameworks that stand where a provider should. */
const FRAMEWORKS: ReadonlySet<string> = new Set([
  'strands-agents',
  'langchain',
  'langgraph',
  'llamaindex',
  'crewai',
  '_other',
]);

/** A provider by its usual name: `openai` of `OpenAI`, `google-vertex` of `gcp.vertex_ai`. */
export function providerName(said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  const name = said.trim().toLowerCase();
  if (FRAMEWORKS.has(name)) return undefined;
  const short = NAMES.get(name) ?? name.replace(KINDS, '');
  return NAMES.get(short) ?? short;
}

/** `gpt-4o` and `openai` of `openai/gpt-4o`. */
export function modelParts(said: string): { provider: string | undefined; model: string } {
  const slash = said.indexOf('/');
  if (slash <= 0) return { provider: undefined, model: said };
  return { provider: providerName(said.slice(0, slash)), model: said.slice(slash + 1) };
}
