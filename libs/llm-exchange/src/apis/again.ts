import { isObject, type Json } from '../reading/json-reading.js';

/** A part of an argument of a command: as it is, or what an environment variable holds. */
export type WordPart = string | { readonly variable: string };

/** What the log knows of how a call was asked. */
export interface AskedCall {
  readonly callType: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly requestModel: string | null;
  readonly finishReason: string | null;
  readonly requestParameters: Json | null;
  readonly metadata: Json | null;
}

/** A stored call, as far as its request goes. */
export interface RequestedCall extends AskedCall {
  readonly prompt: string | null;
  readonly systemPrompt: string | null;
  readonly temperature: number | null;
  readonly maxTokens: number | null;
}

/** How a stored call is asked once more by an API. */
export interface AskAgain {
  /** Whether the call was asked by it. The log keeps no address: request and answer show which API of a provider it was. */
  fits(call: AskedCall): boolean;
  /** What follows the provider's base address. */
  path(call: AskedCall): string;
  /**
   * The body: prompt and system prompt stand where the API has them. Answers are asked for whole.
   * @param rest what else the request said.
   */
  body(call: RequestedCall, rest: Json): Json;
}

export function modelOf({ requestModel, model }: AskedCall): string {
  return requestModel ?? model ?? 'MODEL';
}

export function isEmbeddingCall({ callType }: AskedCall): boolean {
  return callType === 'embedding';
}

/** Turns, unless the request still has them. */
export function turnsUnless(rest: Json, name: string, turns: () => Json[]): Json {
  return Array.isArray(rest[name]) ? {} : { [name]: turns() };
}

/** System prompt and prompt as turns. */
export function messagesOf({ systemPrompt, prompt }: RequestedCall): Json[] {
  return [...message('system', systemPrompt), ...message('user', prompt)];
}

export function message(role: string, content: string | null): Json[] {
  return content === null ? [] : [{ role, content }];
}

/** Settings, under what the request itself says of them. */
export function bag(settings: Json, said: unknown): Json | null {
  const all = given({ ...settings, ...(isObject(said) ? said : {}) });
  return Object.keys(all).length === 0 ? null : all;
}

export function given(body: Json): Json {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined));
}
