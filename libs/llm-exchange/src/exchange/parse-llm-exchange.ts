import { readAnswer, type LlmAnswer } from './answer.js';
import { endpointOf, type LlmEndpoint } from '../apis/endpoint.js';
import type { LlmExchangeError } from '../reading/failure-reading.js';
import { attempt } from '../reading/json-reading.js';
import { readLlmRequest, type LlmRequestReading } from './request-reading.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';

/** One HTTP exchange with a provider. Of the response give the parsed JSON, the raw text, or the raw bytes. */
export interface LlmExchange {
  /** Gives the provider, the API and, for some, the model. */
  url?: string;
  /** Default: the one of the address. */
  provider?: string;
  /** HTTP status. */
  status: number;
  /** Parsed JSON. */
  requestBody?: unknown;
  /** Parsed JSON. */
  responseBody?: unknown;
  /** JSON, SSE or NDJSON. */
  responseText?: string;
  /** Any of these as UTF-8, or an AWS event stream. */
  responseBytes?: Uint8Array;
}

/** What an exchange says. Members that it does not say are null. Tokens by the conventions of {@link LlmTokenUsage}. */
export interface ParsedLlmExchange extends LlmRequestReading, LlmResultReading {
  /** `chat-completions`, `responses`, `messages`, `generate-content`, `converse` … */
  api: string | null;
  error: LlmExchangeError | null;
}

/** Reads one exchange with any of the known APIs, or one that speaks like them. Pure; never throws: what is broken is null. */
export function parseLlmExchange(exchange: LlmExchange): ParsedLlmExchange {
  const endpoint = endpointOf(exchange?.url);
  const request = attempt(() => readLlmRequest(exchange.requestBody)) ?? readLlmRequest(undefined);
  const answer = attempt(() => readAnswer(exchange, endpoint.api));
  return joinExchange({ endpoint, provider: exchange?.provider, request, answer });
}

/** Puts together what address, request and answer say. */
export function joinExchange(parts: {
  endpoint: LlmEndpoint;
  provider?: string;
  request: LlmRequestReading;
  answer: LlmAnswer | undefined;
}): ParsedLlmExchange {
  const { endpoint, request, answer } = parts;
  const reading = answer?.reading ?? readingOf({});
  // Written out: to spread two objects of so many members takes as long as to parse a whole answer.
  return {
    provider: parts.provider ?? endpoint.provider ?? reading.provider,
    api: endpoint.api,
    requestModel: request.requestModel ?? endpoint.model,
    model: reading.model,
    prompt: request.prompt,
    systemPrompt: request.systemPrompt,
    temperature: request.temperature,
    maxTokens: request.maxTokens,
    requestParameters: request.requestParameters,
    response: reading.response === '' ? null : reading.response,
    toolCalls: reading.toolCalls,
    finishReason: reading.finishReason,
    promptTokens: reading.promptTokens,
    completionTokens: reading.completionTokens,
    totalTokens: reading.totalTokens,
    cachedPromptTokens: reading.cachedPromptTokens,
    cacheWriteTokens: reading.cacheWriteTokens,
    reasoningTokens: reading.reasoningTokens,
    audioPromptTokens: reading.audioPromptTokens,
    audioCompletionTokens: reading.audioCompletionTokens,
    serviceTier: reading.serviceTier,
    usageDetails: reading.usageDetails,
    providerCost: reading.providerCost,
    error: answer?.error ?? null,
  };
}
