import { MEDIA_ADDRESSES, MEDIA_MEMBERS } from '../reading/media-members.js';
import { isObject, jsonIn, text as textIn, type Json } from '../reading/json-reading.js';

/** A part of a message. */
export type LlmMessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  /** A file, of which the log has a description or an address. */
  | { readonly kind: 'media'; readonly text: string }
  | { readonly kind: 'tool-call'; readonly id: string | null; readonly name: string; readonly arguments: unknown }
  | {
      readonly kind: 'tool-result';
      readonly id: string | null;
      readonly isError: boolean;
      readonly parts: readonly LlmMessagePart[];
    }
  /** Something of a kind not known here, shown as it is. */
  | { readonly kind: 'unknown'; readonly name: string; readonly value: Json };

/** How deep content is followed into content. */
const MAX_DEPTH = 8;

/** The parts of a text, of content in any of the APIs' forms, or of a whole turn. */
export function partsOf(content: unknown, depth = 0): LlmMessagePart[] {
  if (typeof content === 'string') return textParts(content);
  if (Array.isArray(content)) return content.flatMap((part) => partsOf(part, depth));
  if (!isObject(content)) return [];
  if (depth > MAX_DEPTH) return [{ kind: 'unknown', name: 'Nested too deep', value: content }];
  return isTurn(content) ? turnParts(content, depth) : partOf(content, depth);
}

/** What a model asked an application's tools for. */
export function toolCallParts(calls: unknown): LlmMessagePart[] {
  if (!Array.isArray(calls)) return [];
  return calls.filter(isObject).map((call) => {
    const called = isObject(call['function']) ? call['function'] : call;
    return toolCall(call['id'], called['name'], called['arguments'] ?? called['parameters']);
  });
}

function isTurn({ role, type }: Json): boolean {
  return typeof role === 'string' || type === undefined || type === 'message';
}

function turnParts(turn: Json, depth: number): LlmMessagePart[] {
  const role = textIn(turn['role']);
  const content = turn['content'] ?? turn['parts'] ?? turn['message'];
  const reasoning = textIn(turn['reasoning_content']) ?? textIn(turn['thinking']);
  const said = [
    ...(reasoning ? [{ kind: 'reasoning', text: reasoning } as const] : []),
    ...(content === undefined && role === null ? partOf(turn, depth) : partsOf(content ?? turn['text'], depth + 1)),
    ...(Array.isArray(turn['images']) ? turn['images'].filter((image) => typeof image === 'string').map(media) : []),
    ...toolCallParts(turn['tool_calls']),
  ];
  return role === 'tool' || role === 'function' ? [toolResult(turn['tool_call_id'] ?? turn['name'], said)] : said;
}

/** Reads one part of content: each API names the same few things in its own words. */
function partOf(part: Json, depth: number): LlmMessagePart[] {
  const type = textIn(part['type']);
  const thought = textIn(part['thinking']) ?? (part['thought'] === true ? textIn(part['text']) : null);
  if (thought !== null) return [{ kind: 'reasoning', text: thought }];
  if (type === 'reasoning') return reasoningParts(part);
  const text = textIn(part['text']) ?? textIn(part['input_text']) ?? textIn(part['refusal']);
  if (text !== null) return textParts(text);
  return toolParts(part, type, depth) ?? mediaParts(part) ?? unknownParts(part, type);
}

function toolParts(part: Json, type: string | null, depth: number): LlmMessagePart[] | undefined {
  const bedrock = part['toolUse'];
  if (isObject(bedrock)) return [toolCall(bedrock['toolUseId'], bedrock['name'], bedrock['input'])];
  const google = part['functionCall'];
  if (isObject(google)) return [toolCall(google['id'], google['name'], google['args'])];
  if (type === 'tool_use') return [toolCall(part['id'], part['name'], part['input'])];
  if (type === 'tool-call') return [toolCall(part['toolCallId'], part['toolName'], part['input'] ?? part['args'])];
  if (type === 'function_call' || type === 'custom_tool_call')
    return [toolCall(part['call_id'], part['name'], part['arguments'] ?? part['input'])];
  const inner = (content: unknown): LlmMessagePart[] => resultParts(content, depth + 1);
  const answered = part['toolResult'];
  if (isObject(answered))
    return [toolResult(answered['toolUseId'], inner(answered['content']), answered['status'] === 'error')];
  const response = part['functionResponse'];
  if (isObject(response)) return [toolResult(response['name'], inner(response['response']))];
  if (type === 'tool_result')
    return [toolResult(part['tool_use_id'], inner(part['content']), part['is_error'] === true)];
  if (type === 'tool-result') return [toolResult(part['toolCallId'], inner(part['output'] ?? part['result']))];
  if (type === 'function_call_output' || type === 'custom_tool_call_output')
    return [toolResult(part['call_id'], inner(part['output']))];
  return undefined;
}

function toolCall(id: unknown, name: unknown, given: unknown): LlmMessagePart {
  const value = typeof given === 'string' ? (jsonIn(given) ?? given) : given;
  return { kind: 'tool-call', id: textIn(id), name: textIn(name) ?? 'a tool without a name', arguments: value };
}

function toolResult(id: unknown, parts: readonly LlmMessagePart[], isError = false): LlmMessagePart {
  return { kind: 'tool-result', id: textIn(id), isError, parts };
}

/** Tools answer with content, or with any JSON. */
function resultParts(content: unknown, depth: number): LlmMessagePart[] {
  if (isObject(content) && content['type'] === undefined && content['role'] === undefined)
    return [{ kind: 'json', value: content, text: JSON.stringify(content) }];
  return partsOf(content, depth);
}

function reasoningParts({ summary, content }: Json): LlmMessagePart[] {
  const texts = [summary, content].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return texts
    .map((item) => (isObject(item) ? textIn(item['text']) : null))
    .filter((text) => text !== null)
    .map((text) => ({ kind: 'reasoning', text }));
}

function mediaParts(part: Json): LlmMessagePart[] | undefined {
  for (const name of MEDIA_MEMBERS) {
    const text = textIn(part[name]) ?? addressIn(part[name], 0);
    if (text !== null) return [media(text)];
  }
  return undefined;
}

function addressIn(value: unknown, depth: number): string | null {
  if (!isObject(value) || depth > 2) return null;
  for (const name of MEDIA_ADDRESSES) if (typeof value[name] === 'string') return value[name];
  return addressIn(value['source'] ?? value['s3Location'], depth + 1);
}

/** A file's description, which stands in brackets, or its address, which is only named and never asked. */
function media(text: string): LlmMessagePart {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  return { kind: 'media', text: bare.length > 300 ? `${bare.slice(0, 300)}…` : bare };
}

function unknownParts(part: Json, type: string | null): LlmMessagePart[] {
  return Object.keys(part).length === 0 ? [] : [{ kind: 'unknown', name: type ?? 'Part', value: part }];
}

const STAND_IN = /^\[(?:\w+\/[\w.+-]+|[\w-]+), \d+ bytes, sha256 [0-9a-f]{16}\]$|^\[[a-z_A-Z]+ https?:\/\/[^\s\]]+\]$/;

/** A text; descriptions of files that have a line of their own become parts of their own. */
function textParts(text: string): LlmMessagePart[] {
  const value = jsonIn(text);
  if (value !== undefined) return [{ kind: 'json', value, text }];
  if (!/sha256|\[\w+ https?:/.test(text)) return text === '' ? [] : [{ kind: 'text', text }];
  const parts: LlmMessagePart[] = [];
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.some((line) => line !== '')) parts.push({ kind: 'text', text: lines.join('\n') });
    lines = [];
  };
  for (const line of text.split('\n')) {
    if (!STAND_IN.test(line)) {
      lines.push(line);
      continue;
    }
    flush();
    parts.push(media(line));
  }
  flush();
  return parts;
}
