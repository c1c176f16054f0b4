import Anthropic from '@anthropic-ai/sdk';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { GoogleGenAI, type HttpOptions } from '@google/genai';
import { ChatOpenAI } from '@langchain/openai';
import { HTTPClient, Mistral, type SDKOptions } from '@mistralai/mistralai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';

/** Where an SDK's requests go, and through which `fetch`: its own default where none is given. */
export interface Reached {
  url: string;
  fetch?: typeof globalThis.fetch;
}

export const messages = [{ role: 'user' as const, content: 'Hello?' }];

export function openai({ url, fetch }: Reached): OpenAI {
  return new OpenAI({ apiKey: 'sk-secret', baseURL: `${url}/v1`, fetch });
}

export function anthropic({ url, fetch }: Reached): Anthropic {
  return new Anthropic({ apiKey: 'sk-ant-secret', baseURL: url, fetch });
}

export function mistral({ url, fetch }: Reached, options: SDKOptions = {}): Mistral {
  const httpClient = fetch && new HTTPClient({ fetcher: (input, init) => fetch(input, init) });
  return new Mistral({ apiKey: 'secret', serverURL: url, httpClient, ...options });
}

/** Its own default is the global `fetch` with a dispatcher of undici, which does not run inside jest. */
export function google(
  { url, fetch = (...args) => globalThis.fetch(...args) }: Reached,
  options: HttpOptions = {},
): GoogleGenAI {
  return new GoogleGenAI({ apiKey: 'AIza-secret', httpOptions: { baseUrl: url, fetch, ...options } });
}

export function ollama({ url, fetch }: Reached): Ollama {
  return new Ollama({ host: url, fetch });
}

export function langchain(
  { url, fetch }: Reached,
  options: Partial<ConstructorParameters<typeof ChatOpenAI>[0] & object> = {},
): ChatOpenAI {
  const configuration = { baseURL: `${url}/v1`, fetch };
  return new ChatOpenAI({ apiKey: 'sk-secret', model: 'gpt-4o-mini', configuration, ...options });
}

export function chatModel({ url, fetch }: Reached): ReturnType<ReturnType<typeof createOpenAI>['chat']> {
  return createOpenAI({ apiKey: 'sk-secret', baseURL: `${url}/v1`, fetch }).chat('gpt-4o');
}

export function claude({ url, fetch }: Reached): ReturnType<ReturnType<typeof createAnthropic>> {
  return createAnthropic({ apiKey: 'sk-secret', baseURL: `${url}/v1`, fetch })('claude-sonnet');
}
