import { LlmCallType } from 'llm-exchange/call';
import { isEmbeddingApi, type LlmEndpoint } from 'llm-exchange/apis';
import type { LlmRequestReading } from 'llm-exchange/exchange';
import type { StartLlmCall } from '../../recording/calls.js';

/** What a request asks for, as far as it was read. */
export interface AskedExchange {
  readonly endpoint: LlmEndpoint;
  readonly provider: string | null;
  readonly host: string;
  readonly request: LlmRequestReading;
  readonly startedAt: Date;
  /** When it was sent, on the clock of `performance.now()`. */
  readonly clock: number;
  /** Seconds after which the SDK gives up, where it says. */
  readonly timeoutSeconds: number | null;
  /** What its sender can abort it by. */
  readonly signal: AbortSignal | null | undefined;
  /** What is asked for is an answer that was made in the background, if it is ready. */
  readonly isPoll?: boolean;
}

/** What the request says of a call. */
export function askedCall({ endpoint, provider, host, request }: AskedExchange): StartLlmCall {
  return {
    callType: isEmbeddingApi(endpoint.api) ? LlmCallType.EMBEDDING : undefined,
    provider: provider ?? undefined,
    requestModel: request.requestModel ?? endpoint.model ?? undefined,
    prompt: request.prompt ?? undefined,
    systemPrompt: request.systemPrompt ?? undefined,
    temperature: request.temperature ?? undefined,
    maxTokens: request.maxTokens ?? undefined,
    requestParameters: request.requestParameters ?? undefined,
    metadata: provider === null ? { serverAddress: host } : undefined,
  };
}
