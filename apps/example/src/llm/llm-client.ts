import { Inject, Injectable } from '@nestjs/common';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** The parts of an OpenAI chat completion that the example reads; the log reads more of it. */
export interface ChatCompletion {
  readonly choices: readonly { readonly message: { readonly content: string | null } }[];
}

export interface ChatChunk {
  readonly choices: readonly { readonly delta: { readonly content?: string | null } }[];
}

export interface Embeddings {
  /** Numbers, or the base64 of 32-bit floats. */
  readonly data: readonly { readonly embedding: readonly number[] | string }[];
}

export const LLM_CLIENT_OPTIONS = Symbol('LlmClientOptions');

export interface LlmClientOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
}

const EMBEDDING_MODEL = 'text-embedding-3-small';

/** A small client for anything that speaks OpenAI's language. It knows nothing of logging. */
@Injectable()
export class LlmClient {
  constructor(@Inject(LLM_CLIENT_OPTIONS) private readonly options: LlmClientOptions) {}

  async chat(messages: readonly ChatMessage[]): Promise<ChatCompletion> {
    const response = await this.#post('chat/completions', { model: this.options.model, messages });
    return (await response.json()) as ChatCompletion;
  }

  async *stream(messages: readonly ChatMessage[]): AsyncGenerator<ChatChunk> {
    const response = await this.#post('chat/completions', {
      model: this.options.model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const data of eventData(response.body!)) {
      if (data !== '[DONE]') yield JSON.parse(data) as ChatChunk;
    }
  }

  async embed(input: readonly string[]): Promise<Embeddings> {
    const response = await this.#post('embeddings', { model: EMBEDDING_MODEL, input });
    return (await response.json()) as Embeddings;
  }

  async #post(path: string, body: object): Promise<Response> {
    const response = await fetch(`${this.options.baseUrl}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.options.apiKey}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    if (response.ok) return response;
    const problem = (await response.text()).slice(0, 500);
    throw Object.assign(new Error(`The provider answered ${response.status}: ${problem}`), { status: response.status });
  }
}

/** The `data:` lines of a server-sent event stream. */
async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
  }
}

export function vectorsOf({ data }: Embeddings): (readonly number[])[] {
  return data.map(({ embedding }) => (typeof embedding === 'string' ? decoded(embedding) : embedding));
}

function decoded(base64: string): readonly number[] {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length >> 2 }, (_none, index) => bytes.readFloatLE(index * 4));
}

export function answerOf(completion: ChatCompletion): string {
  return completion.choices[0]?.message.content ?? '';
}
