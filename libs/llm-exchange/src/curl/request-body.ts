import { isObject, type Json } from '../reading/json-reading.js';
import type { AskedCall, Form } from './provider-api.js';

export interface RequestedCall extends AskedCall {
  readonly prompt: string | null;
  readonly systemPrompt: string | null;
  readonly temperature: number | null;
  readonly maxTokens: number | null;
}

/** The body of the request: what the log keeps apart is put back where the API has it. Answers are asked for whole. */
export function requestBody(call: RequestedCall, form: Form): Json {
  const { truncated: _, stream: __, stream_options: ___, ...rest } = call.requestParameters ?? {};
  const model = call.requestModel ?? call.model ?? 'MODEL';
  const { prompt, systemPrompt, temperature, maxTokens } = call;
  const turns = (name: string, messages: () => Json[]): Json =>
    Array.isArray(rest[name]) ? {} : { [name]: messages() };
  switch (form) {
    case 'chat':
    case 'cohere':
      return given({
        model,
        temperature,
        [usesCompletionLimit(call) ? 'max_completion_tokens' : 'max_tokens']: maxTokens,
        ...turns('messages', () => [...message('system', systemPrompt), ...message('user', prompt)]),
        ...rest,
      });
    case 'responses':
      return given({
        model,
        instructions: hasSystemTurn(rest['input']) ? null : systemPrompt,
        input: prompt ?? '',
        temperature,
        max_output_tokens: maxTokens,
        ...rest,
      });
    case 'anthropic':
      return given({
        model,
        max_tokens: maxTokens ?? 1024,
        temperature,
        system: systemPrompt,
        ...turns('messages', () => message('user', prompt)),
        ...rest,
      });
    case 'google':
      return given({
        systemInstruction: systemPrompt === null ? null : { parts: [{ text: systemPrompt }] },
        ...turns('contents', () => [{ role: 'user', parts: [{ text: prompt ?? '' }] }]),
        ...rest,
        generationConfig: bag({ temperature, maxOutputTokens: maxTokens }, rest['generationConfig']),
      });
    case 'ollama':
      return given({
        model,
        stream: false,
        ...turns('messages', () => [...message('system', systemPrompt), ...message('user', prompt)]),
        ...rest,
        options: bag({ temperature, num_predict: maxTokens }, rest['options']),
      });
    case 'bedrock':
      return given({
        system: systemPrompt === null ? null : [{ text: systemPrompt }],
        ...turns('messages', () => [{ role: 'user', content: [{ text: prompt ?? '' }] }]),
        ...rest,
        inferenceConfig: bag({ temperature, maxTokens }, rest['inferenceConfig']),
      });
    case 'cohere-v1':
      return given({
        model,
        preamble: systemPrompt,
        message: prompt ?? '',
        temperature,
        max_tokens: maxTokens,
        ...rest,
      });
    case 'google-embed':
      return given({ content: { parts: [{ text: prompt ?? '' }] }, ...rest });
    case 'cohere-embed':
      return given({ model, texts: [prompt ?? ''], ...rest });
    case 'embeddings':
    case 'ollama-embed':
      return given({ model, input: prompt ?? '', ...rest });
  }
}

/** OpenAI's newer models refuse the old name. */
function usesCompletionLimit({ provider }: AskedCall): boolean {
  return provider === 'openai' || provider === 'azure-openai';
}

function message(role: string, content: string | null): Json[] {
  return content === null ? [] : [{ role, content }];
}

function hasSystemTurn(turns: unknown): boolean {
  return (
    Array.isArray(turns) && turns.some((turn) => isObject(turn) && /^(system|developer)$/.test(String(turn['role'])))
  );
}

/** Settings under what the request itself says of them. */
function bag(settings: Json, said: unknown): Json | null {
  const all = given({ ...settings, ...(isObject(said) ? said : {}) });
  return Object.keys(all).length === 0 ? null : all;
}

function given(body: Json): Json {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined));
}
