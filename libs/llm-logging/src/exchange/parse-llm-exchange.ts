import { endpointOf, type LlmEndpoint } from './endpoint.js';
import { LlmExchangeStreamReader, type StreamFraming } from './exchange-stream.js';
import { readError, readFailedAnswer, type LlmExchangeError } from './failure-reading.js';
import { isObject } from './json-reading.js';
import { readWireAnswer } from './read-result.js';
import { readLlmRequest, type LlmRequestReading } from './request-reading.js';
import { readingOf, type LlmResultReading } from './result-reading.js';
import { LlmResultStreamReader } from './result-stream.js';

/** One HTTP exchange with a provider. Of the response give the parsed JSON, the raw text, or the raw bytes. */
export interface LlmExchange {
  /** Tells provider, API and, for some, the model. */
  url?: string;
  /** Default: what the address tells. */
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

/** Texts of a stream are kept up to this length. */
const MAX_TEXT = 64 * 1024 * 1024;

/** Reads one exchange with any of the known APIs, or one that speaks like them. Pure; never throws: what is broken is null. */
export function parseLlmExchange(exchange: LlmExchange): ParsedLlmExchange {
  const endpoint = endpointOf(exchange?.url);
  const request = attempt(() => readLlmRequest(exchange.requestBody)) ?? readLlmRequest(undefined);
  const answer = attempt(() => answerOf(exchange, endpoint));
  return joinExchange({ endpoint, provider: exchange?.provider, request, answer });
}

interface Answer {
  readonly reading: LlmResultReading | null;
  readonly error: LlmExchangeError | null;
}

/** Puts together what address, request and answer say. */
function joinExchange(parts: {
  endpoint: LlmEndpoint;
  provider?: string;
  request: LlmRequestReading;
  answer: Answer | undefined;
}): ParsedLlmExchange {
  const { endpoint, request, answer } = parts;
  const reading = answer?.reading ?? readingOf({});
  return {
    ...request,
    ...reading,
    provider: parts.provider ?? endpoint.provider ?? reading.provider,
    api: endpoint.api,
    requestModel: request.requestModel ?? endpoint.model,
    response: reading.response === '' ? null : reading.response,
    error: answer?.error ?? null,
  };
}

function answerOf({ status, responseBody, responseText, responseBytes }: LlmExchange, { api }: LlmEndpoint): Answer {
  if (responseBody !== undefined) return readJsonAnswer(status, responseBody, undefined);
  if (responseBytes !== undefined && isAwsStream(responseBytes, api)) return readStreamed('aws', responseBytes, status);
  const raw = responseText ?? (responseBytes && new TextDecoder().decode(responseBytes));
  if (raw === undefined)
    return { reading: null, error: status >= 400 ? readFailedAnswer(status, undefined, undefined) : null };
  const framing = framingIn(raw);
  const whole = framing === 'sse' ? undefined : parsedJson(raw);
  if (whole !== undefined || framing === undefined) return readJsonAnswer(status, whole, raw);
  return readStreamed(framing, raw, status);
}

/** A body that is one JSON: an answer, an error, or the list of chunks that Gemini streams without `alt=sse`. */
function readJsonAnswer(status: number, body: unknown, raw: string | undefined): Answer {
  if (status >= 400) return { reading: null, error: readFailedAnswer(status, body, raw) };
  if (Array.isArray(body)) {
    const reader = new LlmResultStreamReader({ maxTextBytes: MAX_TEXT });
    for (const chunk of body) reader.push(chunk);
    return { reading: reader.result(), error: body.filter(isObject).map(readError).find(Boolean) ?? null };
  }
  return isObject(body) ? { reading: readWireAnswer(body), error: readError(body) } : { reading: null, error: null };
}

function readStreamed(framing: StreamFraming, body: string | Uint8Array, status: number): Answer {
  const reader = new LlmExchangeStreamReader(framing, { maxTextBytes: MAX_TEXT });
  reader.push(body);
  const { reading, error } = reader.end();
  return { reading, error: error ?? (status >= 400 ? readFailedAnswer(status, undefined, String(body)) : null) };
}

function isAwsStream(bytes: Uint8Array, api: string | null): boolean {
  if (api === 'converse-stream' || api === 'invoke-stream') return bytes[0] !== 0x7b;
  return bytes.length > 12 && bytes[0] === 0 && bytes[1] === 0;
}

function framingIn(raw: string): StreamFraming | undefined {
  if (/^\uFEFF?\s*(data|event|id|retry)?:/.test(raw)) return 'sse';
  return /^\s*\{/.test(raw) ? 'ndjson' : undefined;
}

function parsedJson(raw: string): unknown {
  return attempt(() => JSON.parse(raw) as unknown);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
