import type { LlmToolCall } from '../call/call-record.js';
import { isObject, list, object, objects, parsedOrText, text, type Json } from '../reading/json-reading.js';
import { jsonIn } from './attributes.js';
import { withMediaParts } from './media-parts.js';

/** What a model answered. */
export interface SpanAnswer {
  response?: string | undefined;
  toolCalls?: LlmToolCall[] | undefined;
  finishReason?: string | undefined;
}

/** Messages however an instrumentation wraps them: a list, its JSON, an object with `messages`, `contents` or `choices`. */
export function messagesIn(value: unknown): Json[] {
  return wrappedIn(value).map(withMediaParts);
}

function wrappedIn(value: unknown): Json[] {
  const parsed = jsonIn(value);
  if (Array.isArray(parsed)) return (parsed as unknown[]).flatMap(nested).filter(isObject);
  const holder = object(parsed);
  if (holder === undefined) return [];
  for (const name of ['messages', 'contents', 'input']) if (Array.isArray(holder[name])) return objects(holder[name]);
  return holder['role'] !== undefined || holder['content'] !== undefined ? [holder] : [];
}

function nested(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Reads the answer of messages, of a message, or of what OpenAI, Anthropic, Google and Genkit wrap one in. */
export function answerIn(value: unknown): SpanAnswer {
  const parsed = jsonIn(value);
  if (typeof parsed === 'string') return { response: parsed };
  const turns = (Array.isArray(parsed) ? parsed : [parsed]).filter(isObject).flatMap(turnsOf);
  const texts = turns.flatMap(textsOf);
  const toolCalls = turns.flatMap(toolCallsOf);
  return {
    response: texts.length === 0 ? undefined : texts.join('\n'),
    toolCalls: toolCalls.length === 0 ? undefined : toolCalls,
    finishReason: turns.map(reasonOf).find((reason) => reason !== undefined),
  };
}

function turnsOf(value: Json): Json[] {
  if (Array.isArray(value['choices'])) return objects(value['choices']);
  if (Array.isArray(value['candidates'])) return objects(value['candidates']);
  if (Array.isArray(value['output'])) return objects(value['output']);
  return [value];
}

/** A choice has its message inside; so do Genkit's answers. */
function messageOf(turn: Json): Json {
  return object(turn['message']) ?? object(turn['content']) ?? turn;
}

function reasonOf(turn: Json): string | undefined {
  const message = messageOf(turn);
  for (const name of ['finish_reason', 'finishReason', 'stop_reason', 'stopReason']) {
    const reason = text(turn[name]) ?? text(message[name]);
    if (reason) return reason;
  }
  return undefined;
}

function partsOf(turn: Json): unknown[] {
  const message = messageOf(turn);
  const content = jsonIn(message['content'] ?? message['parts'] ?? message['contents'] ?? message['text']);
  if (Array.isArray(content)) return content;
  return isObject(content) ? list(content['parts'] ?? [content]) : [content];
}

const SILENT: ReadonlySet<unknown> = new Set(['reasoning', 'thinking', 'tool_call_response', 'tool_result']);

function textsOf(turn: Json): string[] {
  return partsOf(turn).flatMap((part) => {
    if (typeof part === 'string') return part === '' ? [] : [part];
    if (!isObject(part) || SILENT.has(part['type']) || part['thought'] === true) return [];
    const inner = object(part['message_content']) ?? part;
    const said = text(inner['text']) ?? (inner['type'] === 'text' ? text(inner['content']) : null);
    return said ? [said] : [];
  });
}

const CALLS: ReadonlySet<unknown> = new Set(['tool_call', 'tool_use', 'tool-call', 'function_call']);

function toolCallsOf(turn: Json): LlmToolCall[] {
  const message = messageOf(turn);
  const given = objects(message['tool_calls'] ?? message['toolCalls']);
  const parts = partsOf(turn).filter(isObject);
  const ofParts = parts.flatMap((part) => {
    const call = object(part['functionCall'] ?? part['function_call'] ?? part['toolRequest'] ?? part['toolUse']);
    if (call !== undefined) return [call];
    return CALLS.has(part['type']) ? [part] : [];
  });
  const own = message['type'] === 'function_call' ? [message] : [];
  return [...given, ...ofParts, ...own].map(toolCallOf).filter((call) => call !== undefined);
}

/** A call to a tool in any of the forms there are. */
export function toolCallOf(call: Json): LlmToolCall | undefined {
  const inner = object(call['tool_call']) ?? call;
  const wanted = object(inner['function']) ?? inner;
  const name = text(wanted['name']) ?? text(wanted['toolName']) ?? text(wanted['tool_name']);
  if (name === null || name === '') return undefined;
  const id = inner['id'] ?? inner['toolCallId'] ?? inner['call_id'] ?? inner['toolUseId'] ?? inner['ref'];
  const given = wanted['arguments'] ?? wanted['args'] ?? wanted['input'];
  return { ...(typeof id === 'string' && id !== '' && { id }), name, arguments: parsedOrText(given) };
}
