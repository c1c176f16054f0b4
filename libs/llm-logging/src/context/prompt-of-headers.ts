import type { LlmContext } from 'llm-exchange/call';

/** Which prompt a call was made with. */
export type PromptNames = Pick<LlmContext, 'promptName' | 'promptVersion'>;

/** Names of OpenTelemetry's attributes, and of the same in W3C baggage. */
const PROMPT_NAME = 'gen_ai.prompt.name';
const PROMPT_VERSION = 'gen_ai.prompt.version';

/** As https://www.w3.org/TR/baggage/#limits has it. */
const MAX_BAGGAGE = 8_192;
const MAX_NAME = 512;

/** The prompt that a `baggage` header (https://www.w3.org/TR/baggage/) names. What is no baggage names none. */
export function promptOfBaggage(header: unknown): PromptNames {
  if (typeof header !== 'string' || header.length > MAX_BAGGAGE || !header.includes(PROMPT_NAME)) return {};
  return promptNames((name) => valueIn(header, name));
}

/** The entries of a `baggage` header for a prompt; undefined where none is named. */
export function baggageOf({ promptName, promptVersion }: PromptNames): string | undefined {
  if (promptName === undefined) return undefined;
  const name = `${PROMPT_NAME}=${encodeURIComponent(promptName)}`;
  if (promptVersion === undefined) return name;
  return `${name},${PROMPT_VERSION}=${encodeURIComponent(promptVersion)}`;
}

/** Reads both names; a version without a name is none. */
export function promptNames(read: (name: string) => unknown): PromptNames {
  const promptName = textOf(read(PROMPT_NAME));
  if (promptName === undefined) return {};
  const promptVersion = textOf(read(PROMPT_VERSION));
  return promptVersion === undefined ? { promptName } : { promptName, promptVersion };
}

/**
 * The outer members, for what is given inside. Without the outer version where another prompt is named: a version belongs to its own prompt.
 */
export function withoutOtherVersion<Members extends PromptNames>(outer: Members, given: PromptNames): Members {
  if (given.promptName === undefined || given.promptName === outer.promptName) return outer;
  return outer.promptVersion === undefined ? outer : { ...outer, promptVersion: undefined };
}

function valueIn(baggage: string, name: string): string | undefined {
  for (const entry of baggage.split(',')) {
    const [pair = ''] = entry.split(';');
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return decoded(pair.slice(at + 1).trim());
  }
  return undefined;
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= MAX_NAME ? text : undefined;
}
