import { isObject, objectsIn, parsedJson, textIn, type JsonObject } from './json-value.js';
import { partsOf, toolCallParts, type Part } from './message-parts.js';

type Role = 'system' | 'user' | 'assistant' | 'tool' | 'other';

export interface Message {
  readonly role: Role;
  /** What the request calls the role, or who speaks, where that says more. */
  readonly name: string | null;
  readonly parts: readonly Part[];
  /** The last turn of the user: what this call asked. */
  readonly isAsked: boolean;
  /** What the model answered to this call. */
  readonly isAnswer: boolean;
}

/** The members of a call that hold what was said. */
export interface SpokenCall {
  readonly prompt: string | null;
  readonly systemPrompt: string | null;
  readonly response: string | null;
  readonly requestParameters: JsonObject | null;
  readonly toolCalls: readonly { id?: string; name: string; arguments: unknown }[] | null;
}

/** Members of a request that hold its turns; the log leaves them out where prompt and system prompt say them all. */
const TURNS = ['messages', 'input', 'contents', 'chat_history'] as const;

/** A call as a conversation: the turns of its request in their order, and the answer. */
export function conversationOf(call: SpokenCall): Message[] {
  const asked = askedTurns(call);
  const answer = [...partsOf(call.response), ...toolCallParts(call.toolCalls)];
  if (answer.length === 0) return asked;
  return [...asked, { role: 'assistant', name: null, parts: answer, isAsked: false, isAnswer: true }];
}

/** Names of the request's members that the conversation shows. */
export function spokenParameters(parameters: JsonObject | null): string[] {
  return TURNS.filter((name) => turnsIn(parameters?.[name]).length > 0);
}

function askedTurns({ prompt, systemPrompt, requestParameters }: SpokenCall): Message[] {
  const stored = TURNS.map((name) => turnsIn(requestParameters?.[name])).find((turns) => turns.length > 0);
  const isHistory = turnsIn(requestParameters?.['chat_history']).length > 0;
  const turns = stored ?? turnsOfText(prompt);
  const messages = turns.map(messageOf).filter(({ parts }) => parts.length > 0);
  const system = messages.some(({ role }) => role === 'system') ? [] : said('system', systemPrompt);
  const last = turns.length === 0 || isHistory ? said('user', prompt) : [];
  return withAsked([...system, ...messages, ...last]);
}

function said(role: Role, text: string | null): Message[] {
  return text === null ? [] : [{ role, name: null, parts: partsOf(text), isAsked: false, isAnswer: false }];
}

function withAsked(messages: readonly Message[]): Message[] {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  return messages.map((message, index) => (index === asked ? { ...message, isAsked: true } : message));
}

/** Turns, if a list holds nothing else. */
function turnsIn(value: unknown): JsonObject[] {
  const turns = objectsIn(value);
  return Array.isArray(value) && turns.length === value.length && turns.every(isTurn) ? turns : [];
}

/** A prompt that an application told as the JSON of its messages. */
function turnsOfText(prompt: string | null): JsonObject[] {
  const value = prompt === null ? undefined : parsedJson(prompt);
  if (!isObject(value)) return turnsIn(value).filter(({ role }) => role !== undefined);
  return turnsIn(value['messages'] ?? value['contents'] ?? value['input']);
}

function isTurn({ role, type, parts, content }: JsonObject): boolean {
  return typeof role === 'string' || typeof type === 'string' || Array.isArray(parts) || content !== undefined;
}

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  model: 'assistant',
  chatbot: 'assistant',
  tool: 'tool',
  function: 'tool',
};

/** Items of a Responses request that are no messages. */
const ITEMS: Readonly<Record<string, Role>> = {
  function_call: 'assistant',
  custom_tool_call: 'assistant',
  reasoning: 'assistant',
  function_call_output: 'tool',
  custom_tool_call_output: 'tool',
};

function messageOf(turn: JsonObject): Message {
  const told = textIn(turn['role']) ?? textIn(turn['type']) ?? 'user';
  const known = ROLES[told.toLowerCase()] ?? ITEMS[told] ?? (told === 'message' ? 'user' : 'other');
  const parts = partsOf(turn);
  const isResult = known === 'user' && parts.length > 0 && parts.every(({ kind }) => kind === 'tool-result');
  const role = isResult ? 'tool' : known;
  return {
    role,
    name: textIn(turn['name']) ?? (role === 'other' ? told : null),
    parts,
    isAsked: false,
    isAnswer: false,
  };
}
