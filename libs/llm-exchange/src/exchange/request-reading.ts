import { REQUEST_WORDS } from '../apis/request-words.js';
import { isObject, list, object, objects, text, type Json } from '../reading/json-reading.js';
import { MEDIA_ADDRESSES, MEDIA_MEMBERS } from '../reading/media-members.js';
import { withoutMedia } from '../reading/media.js';

/** What a request asks. Null: it does not say. */
export interface LlmRequestReading {
  requestModel: string | null;
  /** The last turn of the user, or the input as a whole. */
  prompt: string | null;
  systemPrompt: string | null;
  temperature: number | null;
  maxTokens: number | null;
  /** Everything else, earlier turns and tools included; media described. */
  requestParameters: Json | null;
}

const NOTHING: LlmRequestReading = {
  requestModel: null,
  prompt: null,
  systemPrompt: null,
  temperature: null,
  maxTokens: null,
  requestParameters: null,
};

const { turns: TURNS, inputs: INPUTS, systems: SYSTEMS, limits: LIMITS, settings: SETTINGS } = REQUEST_WORDS;
const TEMPERATURES = ['temperature'] as const;
const SYSTEM_ROLES: ReadonlySet<unknown> = new Set(['system', 'developer', 'SYSTEM']);
const USER_ROLES: ReadonlySet<unknown> = new Set(['user', 'USER']);

/** Reads a request of any of the APIs: they name the same few things by a handful of words. */
export function readLlmRequest(body: unknown): LlmRequestReading {
  if (!isObject(body)) return NOTHING;
  const request = withoutMedia(body) as Json;
  const turns = turnsOf(request);
  const said = new Set<string>(['model', 'stream']);
  const first = (names: readonly string[], read: (value: unknown) => string | null): string | null => {
    for (const name of names) {
      const value = read(request[name]);
      if (value !== null) return (said.add(name), value);
    }
    return null;
  };
  const setting = (names: readonly string[]): number | null => {
    for (const holder of [request, ...SETTINGS.map((name) => object(request[name]) ?? {})]) {
      const name = names.find((candidate) => typeof holder[candidate] === 'number');
      if (name === undefined) continue;
      if (holder === request) said.add(name);
      return holder[name] as number;
    }
    return null;
  };
  const system = first(SYSTEMS, readable) ?? joinedTurns(turns.filter(({ role }) => SYSTEM_ROLES.has(role)));
  const users = turns.filter((turn) => isOfUser(turn) && turnText(turn) !== null);
  const asked = users.length > 0 ? turnText(users.at(-1)!) : first(INPUTS, readable);
  // Replicate asks for a model's own inputs.
  const prompt = asked ?? text(object(request['input'])?.['prompt']);
  if (areCovered(turns, users)) for (const name of TURNS) said.add(name);
  const requestModel = text(request['model']);
  const temperature = setting(TEMPERATURES);
  const maxTokens = setting(LIMITS);
  const rest = Object.entries(request).filter(([name, value]) => !said.has(name) && value !== null);
  return {
    requestModel,
    prompt,
    systemPrompt: system,
    temperature,
    maxTokens,
    requestParameters: rest.length === 0 ? null : (Object.fromEntries(rest) as Json),
  };
}

function turnsOf(request: Json): Json[] {
  for (const name of TURNS) {
    const turns = objects(request[name]);
    if (turns.length > 0) return turns;
  }
  return [];
}

/** A turn of nobody is the user's, unless it is an item of another kind: of reasoning, of a tool's output. */
function isOfUser({ role, type }: Json): boolean {
  return USER_ROLES.has(role) || (role === undefined && (type === undefined || type === 'message'));
}

/** Prompt and system prompt already say all of the turns. */
function areCovered(turns: readonly Json[], users: readonly Json[]): boolean {
  return users.length === 1 && turns.every((turn) => turn === users[0] || SYSTEM_ROLES.has(turn['role']));
}

function joinedTurns(turns: readonly Json[]): string | null {
  const texts = turns.map(turnText).filter((value) => value !== null);
  return texts.length === 0 ? null : texts.join('\n\n');
}

function turnText(turn: Json): string | null {
  const said = readable(turn['content'] ?? turn['parts'] ?? turn['text']);
  const images = list(turn['images']).filter((image) => typeof image === 'string');
  const all = [said, ...images].filter((value) => value !== null);
  return all.length === 0 ? null : all.join('\n');
}

/** The texts of content, and its media's descriptions, a part a line; null where there is nothing to read. */
function readable(content: unknown): string | null {
  if (typeof content === 'string') return content === '' ? null : content;
  const parts = Array.isArray(content) ? content : isObject(content) ? [content] : [];
  const texts = parts.map(partText).filter(Boolean);
  return texts.length === 0 ? null : texts.join('\n');
}

function partText(part: unknown): string | null {
  if (typeof part === 'string') return part;
  if (!isObject(part)) return null;
  const guarded = object(object(part['guardContent'])?.['text'])?.['text'];
  const said = text(part['text'] ?? guarded) ?? (part['type'] === undefined ? null : text(part['input_text']));
  if (said !== null) return said;
  if (part['parts'] !== undefined || isContent(part['content'], part['type']))
    return readable(part['parts'] ?? part['content']);
  for (const name of MEDIA_MEMBERS) {
    const value = part[name];
    const media = text(value) ?? mediaIn(object(value), 0);
    if (media !== null) return media.startsWith('[') ? media : `[${name} ${media}]`;
  }
  return null;
}

/** Of a nested content, one that the user said: results of tools are none. */
function isContent(content: unknown, type: unknown): boolean {
  return content !== undefined && !String(type).endsWith('tool_result');
}

function mediaIn(value: Json | undefined, depth: number): string | null {
  if (value === undefined || depth > 2) return null;
  for (const name of MEDIA_ADDRESSES) if (typeof value[name] === 'string') return value[name];
  return mediaIn(object(value['source'] ?? value['s3Location']), depth + 1);
}
