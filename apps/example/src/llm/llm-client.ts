import { Inject, Injectable } from '@nestjs/common';
import OpenAI from 'openai';

export type ChatMessage = OpenAI.ChatCompletionMessageParam;
export type ChatCompletion = OpenAI.ChatCompletion;
export type ChatChunk = OpenAI.ChatCompletionChunk;
export type Embeddings = OpenAI.CreateEmbeddingResponse;

export const LLM_CLIENT_OPTIONS = Symbol('LlmClientOptions');

export interface LlmClientOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
}

const EMBEDDING_MODEL = 'text-embedding-3-small';

/** OpenAI's own client. It knows nothing of logging. */
@Injectable()
export class LlmClient {
  readonly #openai: OpenAI;

  constructor(@Inject(LLM_CLIENT_OPTIONS) private readonly options: LlmClientOptions) {
    this.#openai = new OpenAI({ apiKey: options.apiKey, baseURL: options.baseUrl, timeout: 60_000 });
  }

  chat(messages: readonly ChatMessage[]): Promise<ChatCompletion> {
    return this.#openai.chat.completions.create({ model: this.options.model, messages: [...messages] });
  }

  stream(messages: readonly ChatMessage[]): Promise<AsyncIterable<ChatChunk>> {
    return this.#openai.chat.completions.create({
      model: this.options.model,
      messages: [...messages],
      stream: true,
      stream_options: { include_usage: true },
    });
  }

  embed(input: readonly string[]): Promise<Embeddings> {
    return this.#openai.embeddings.create({ model: EMBEDDING_MODEL, input: [...input], encoding_format: 'float' });
  }
}

export function vectorsOf({ data }: Embeddings): (readonly number[])[] {
  return data.map(({ embedding }) => embedding);
}

export function answerOf(completion: ChatCompletion): string {
  return completion.choices[0]?.message.content ?? '';
}
