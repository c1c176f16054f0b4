import { REQUEST_WORDS } from '../apis/request-words.js';
import { parseLlmExchange } from '../exchange/parse-llm-exchange.js';
import { isObject, jsonIn, objects, text as textIn, type Json } from '../reading/json-reading.js';
import { partsOf, toolCallParts, type LlmMessagePart } from './message-parts.js';

/** Whose turn it is. */
export type LlmMessageRole = 'system' | 'user' | 'assistant' | 'tool' | 'other';

/** A turn of a conversation. */
export interface LlmMessage {
  readonly role: LlmMessageRole;
  /** What the request calls the role, or who speaks, where that says more. */
  readonly name: string | null;
  readonly parts: readonly LlmMessagePart[];
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
  readonly requestParameters: Json | null;
  readonly toolCalls: readonly { id?: string; name: string; arguments: unknown }[] | null;
}

/** Members of a request that hold its turns; the log leaves them out where prompt and system prompt have them all. */
const TURNS = [...REQUEST_WORDS.turns, ...REQUEST_WORDS.history];

/**
 * An exchange with a provider as a conversation: the turns of its request in their order, and the answer. Pure; never throws.
 * @param request parsed JSON of any known API, or one that speaks like it.
 * @param answer parsed JSON, or the text of a stream; left out where there is none.
 */
export function conversationOf(request: unknown, answer?: unknown): LlmMessage[] {
  const body = typeof answer === 'string' ? { responseText: answer } : { responseBody: answer };
  return conversationOfCall(parseLlmExchange({ status: 200, requestBody: request, ...body }));
}

/** As {@link conversationOf}, of a call that is stored or was parsed. */
export function conversationOfCall(call: SpokenCall): LlmMessage[] {
  const asked = askedTurns(call);
  const answer = [...partsOf(call.response), ...toolCallParts(call.toolCalls)];
  if (answer.length === 0) return asked;
  return [...asked, { role: 'assistant', name: null, parts: answer, isAsked: false, isAnswer: true }];
}

/** Names of the request's members that the conversation shows. */
export function spokenParameters(parameters: Json | null): string[] {
  return TURNS.filter((name) => turnsIn(parameters?.[name]).length > 0);
}

function askedTurns({ prompt, systemPrompt, requestParameters }: SpokenCall): LlmMessage[] {
  const stored = TURNS.map((name) => turnsIn(requestParameters?.[name])).find((turns) => turns.length > 0);
  const isHistory = turnsIn(requestParameters?.['chat_history']).length > 0;
  const turns = stored ?? turnsOfText(prompt);
  const messages = turns.map(messageOf).filter(({ parts }) => parts.length > 0);
  const system = messages.some(({ role }) => role === 'system') ? [] : said('system', systemPrompt);
  const last = turns.length === 0 || isHistory ? said('user', prompt) : [];
  return withAsked([...system, ...messages, ...last]);
}

function said(role: LlmMessageRole, text: string | null): LlmMessage[] {
  return text === null ? [] : [{ role, name: null, parts: partsOf(text), isAsked: false, isAnswer: false }];
}

function withAsked(messages: readonly LlmMessage[]): LlmMessage[] {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  return messages.map((message, index) => (index === asked ? { ...message, isAsked: true } : message));
}

/** Turns, if a list holds nothing else. */
function turnsIn(value: unknown): Json[] {
  const turns = objects(value);
  return Array.isArray(value) && turns.length === value.length && turns.every(isTurn) ? turns : [];
}

/** A prompt that an application gave as the JSON of its messages. */
function turnsOfText(prompt: string | null): Json[] {
  const value = prompt === null ? undefined : jsonIn(prompt);
  if (!isObject(value)) return turnsIn(value).filter(({ role }) => role !== undefined);
  return turnsIn(value['messages'] ?? value['contents'] ?? value['input']);
}

function isTurn({ role, type, parts, content }: Json): boolean {
  return typeof role === 'string' || typeof type === 'string' || Array.isArray(parts) || content !== undefined;
}

const ROLES: Readonly<Record<string, LlmMessageRole>> = {
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
const ITEMS: Readonly<Record<string, LlmMessageRole>> = {
  function_call: 'assistant',
  custom_tool_call: 'assistant',
  reasoning: 'assistant',
  function_call_output: 'tool',
  custom_tool_call_output: 'tool',
};

function messageOf(turn: Json): LlmMessage {
  const given = textIn(turn['role']) ?? textIn(turn['type']) ?? 'user';
  const known = ROLES[given.toLowerCase()] ?? ITEMS[given] ?? (given === 'message' ? 'user' : 'other');
  const parts = partsOf(turn);
  const isResult = known === 'user' && parts.length > 0 && parts.every(({ kind }) => kind === 'tool-result');
  const role = isResult ? 'tool' : known;
  return {
    role,
    name: textIn(turn['name']) ?? (role === 'other' ? given : null),
    parts,
    isAsked: false,
    isAnswer: false,
  };
}
