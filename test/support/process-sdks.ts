import OldAnthropic from 'anthropic-0';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { ChatBedrockConverse } from '@langchain/aws';
import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import { CohereClientV2 } from 'cohere-ai';
import Groq from 'groq-sdk';
import OldOpenAI from 'openai-4';
import type { Readable } from 'node:stream';
import { map, type Observable } from 'rxjs';

/** An SDK or client of the process that is made with an address alone. */
export interface ProcessSdk {
  readonly name: string;
  /** What it sends with. */
  readonly over: string;
  /** What its host is called. */
  readonly provider: string;
  /** Recordings: an answer, a stream, a failure. */
  readonly answers: readonly [answer: string, stream: string, failure: string];
  readonly ask: (url: string) => Promise<unknown> | Observable<unknown>;
  readonly stream: (url: string) => Promise<AsyncIterable<unknown>> | Observable<AsyncIterable<unknown>>;
  /** Of the answer, and of the stream; the cost in USD. */
  readonly rows: readonly [answer: object, stream: object];
  readonly errorCode: string;
}

const messages = [{ role: 'user' as const, content: 'Hello?' }];
const bedrock = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
};

const openai = (url: string): OldOpenAI => new OldOpenAI({ apiKey: 'sk-secret', baseURL: `${url}/v1`, maxRetries: 0 });
const anthropic = (baseURL: string): OldAnthropic =>
  new OldAnthropic({ apiKey: 'sk-ant-secret', baseURL, maxRetries: 0 });
const groq = (baseURL: string): Groq => new Groq({ apiKey: 'gsk_secret', baseURL, maxRetries: 0 });
const cohere = (environment: string): CohereClientV2 => new CohereClientV2({ token: 'secret', environment });
const nestAxios = new HttpService(axios.create());
const langchain = (endpoint: string): ChatBedrockConverse =>
  new ChatBedrockConverse({
    ...{ ...bedrock, model: 'amazon.nova-micro-v1:0', maxRetries: 0 },
    client: new BedrockRuntimeClient({ ...bedrock, endpoint, maxAttempts: 1 }),
  });

const OPENAI_ROWS: ProcessSdk['rows'] = [
  { prompt_tokens: 19, completion_tokens: 1, model: 'gpt-3.5-turbo-0125', estimated_cost: 0.000011 },
  { prompt_tokens: 12, completion_tokens: 5, model: 'gpt-4-0613', estimated_cost: 0.00066 },
];

export const PROCESS_SDKS: readonly ProcessSdk[] = [
  {
    name: 'openai 4',
    over: 'node:http',
    provider: 'openai',
    answers: ['openai/chat-basic', 'openai/chat-stream-usage', 'openai/responses-error-429-quota'],
    ask: (url) => openai(url).chat.completions.create({ model: 'gpt-4o', messages }),
    stream: (url) => openai(url).chat.completions.create({ model: 'gpt-4o', messages, stream: true }),
    rows: OPENAI_ROWS,
    errorCode: '429',
  },
  {
    name: '@anthropic-ai/sdk 0.27',
    over: 'node:http',
    provider: 'anthropic',
    answers: [
      'anthropic/messages-cache-read-and-write',
      'anthropic/messages-stream-basic',
      'anthropic/messages-error-404',
    ],
    ask: (url) => anthropic(url).messages.create({ model: 'claude-sonnet-4-5', max_tokens: 64, messages }),
    stream: (url) =>
      anthropic(url).messages.create({ model: 'claude-sonnet-4-5', max_tokens: 64, messages, stream: true }),
    rows: [
      // 3 tokens at 3, 1,111 read at .30, 418 written at 3.75, 33 at 15.
      { prompt_tokens: 1_532, completion_tokens: 33, cache_write_tokens: 418, estimated_cost: 0.0024048 },
      { prompt_tokens: 20, completion_tokens: 5, model: 'claude-sonnet-4-5-20250929', estimated_cost: 0.000135 },
    ],
    errorCode: '404',
  },
  {
    name: 'cohere-ai',
    over: 'fetch',
    provider: 'cohere',
    answers: ['cohere/v2-chat-basic', 'cohere/v2-chat-stream', 'cohere/v1-chat-error-404'],
    ask: (url) => cohere(url).chat({ model: 'command-a-03-2025', messages }, { maxRetries: 0 }),
    stream: (url) => cohere(url).chatStream({ model: 'command-a-03-2025', messages }, { maxRetries: 0 }),
    rows: [
      // Billed are 1 and 9, at 2.50 and 10; and 7 and 89.
      { prompt_tokens: 496, completion_tokens: 11, request_model: 'command-a-03-2025', estimated_cost: 0.0000925 },
      { prompt_tokens: 69, completion_tokens: 89, request_model: 'command-a-03-2025', estimated_cost: 0.0009075 },
    ],
    errorCode: '404',
  },
  {
    name: 'groq-sdk',
    over: 'fetch',
    provider: 'groq',
    answers: ['groq/chat-basic', 'groq/chat-stream-x-groq-usage', 'groq/chat-error-400-tool-use-failed'],
    ask: (url) => groq(url).chat.completions.create({ model: 'qwen/qwen3-32b', messages }),
    stream: (url) => groq(url).chat.completions.create({ model: 'llama3-8b-8192', messages, stream: true }),
    rows: [
      { prompt_tokens: 25, completion_tokens: 2, model: 'qwen/qwen3-32b', estimated_cost: 0.00000843 },
      { prompt_tokens: 18, completion_tokens: 73, model: 'llama3-8b-8192', estimated_cost: 0.00000674 },
    ],
    errorCode: '400',
  },
  {
    name: '@nestjs/axios',
    over: 'node:http',
    provider: 'openai',
    answers: ['openai/chat-basic', 'openai/chat-stream-usage', 'openai/responses-error-429-quota'],
    ask: (url) =>
      nestAxios.post<unknown>(`${url}/v1/chat/completions`, { model: 'gpt-4o', messages }).pipe(map(dataOf)),
    stream: (url) =>
      nestAxios
        .post<Readable>(
          `${url}/v1/chat/completions`,
          { model: 'gpt-4o', messages, stream: true },
          { responseType: 'stream' },
        )
        .pipe(map(dataOf)),
    rows: OPENAI_ROWS,
    errorCode: '429',
  },
  {
    name: '@langchain/aws',
    over: 'node:http2',
    provider: 'bedrock',
    answers: ['bedrock/converse-basic', 'bedrock/converse-stream-tools', 'bedrock/converse-error-400'],
    ask: (url) => langchain(url).invoke('Hello?'),
    stream: (url) => langchain(url).stream('Hello?'),
    rows: [
      { prompt_tokens: 25, completion_tokens: 4, request_model: 'amazon.nova-micro-v1:0', estimated_cost: 0.000001435 },
      { prompt_tokens: 415, completion_tokens: 195, estimated_cost: 0.000041825 },
    ],
    errorCode: '400',
  },
];

function dataOf<T>({ data }: { data: T }): T {
  return data;
}
