import { LlmExchangeStreamReader, type StreamFraming } from './exchange-stream.js';
import { apiOf, operationNamed } from '../apis/operations.js';
import { readError, readFailedAnswer, type LlmExchangeError } from '../reading/failure-reading.js';
import { attempt, isObject } from '../reading/json-reading.js';
import { readWireAnswer } from '../results/read-result.js';
import { readingOf, type LlmResultReading } from '../reading/result-reading.js';
import { backgroundAnswer, type BackgroundAnswer } from './background.js';
import { LlmResultStreamReader } from '../results/result-stream.js';

/** What a provider answered, and what went wrong. */
export interface LlmAnswer {
  readonly reading: LlmResultReading | null;
  readonly error: LlmExchangeError | null;
  /** Of an answer that is made in the background. */
  readonly background?: BackgroundAnswer | null;
}

interface GivenAnswer {
  readonly status: number;
  readonly responseBody?: unknown;
  readonly responseText?: string;
  readonly responseBytes?: Uint8Array;
}

/** Texts of a stream are kept up to this length. */
const MAX_TEXT = 64 * 1024 * 1024;

/** Reads a whole answer, however it is given. */
export function readAnswer(given: GivenAnswer, api: string | null): LlmAnswer {
  const { status, responseBody, responseText, responseBytes } = given;
  if (responseBody !== undefined) return readJsonAnswer(given, responseBody, undefined, api);
  if (responseBytes !== undefined && isAwsStream(responseBytes, api)) return readStreamed('aws', responseBytes, status);
  const raw = responseText ?? (responseBytes && new TextDecoder().decode(responseBytes));
  if (raw === undefined)
    return { reading: null, error: status >= 400 ? readFailedAnswer(status, undefined, undefined) : null };
  const framing = framingIn(raw);
  const whole = framing === 'sse' ? undefined : parsedJson(raw);
  if (whole === undefined && framing === undefined && status < 400 && operationNamed(api)?.isText)
    return { reading: readingOf({ response: raw }), error: null };
  if (whole !== undefined || framing === undefined) return readJsonAnswer(given, whole, raw, api);
  return readStreamed(framing, raw, status);
}

/** A body that is one JSON: an answer, an error, or the list of chunks that Gemini streams without `alt=sse`. */
function readJsonAnswer(
  { status }: GivenAnswer,
  body: unknown,
  raw: string | undefined,
  api: string | null,
): LlmAnswer {
  if (status >= 400) return { reading: null, error: readFailedAnswer(status, body, raw) };
  if (Array.isArray(body)) {
    const reader = new LlmResultStreamReader({ maxTextBytes: MAX_TEXT });
    for (const chunk of body) reader.push(chunk);
    return { reading: reader.result(), error: body.filter(isObject).map(readError).find(Boolean) ?? null };
  }
  if (!isObject(body)) return { reading: null, error: null };
  return { reading: readWireAnswer(body, apiOf(api)), error: readError(body), background: backgroundAnswer(body) };
}

function readStreamed(framing: StreamFraming, body: string | Uint8Array, status: number): LlmAnswer {
  const reader = new LlmExchangeStreamReader(framing, { maxTextBytes: MAX_TEXT });
  reader.push(body);
  const { reading, error } = reader.end();
  return { reading, error: error ?? (status >= 400 ? readFailedAnswer(status, undefined, String(body)) : null) };
}

function isAwsStream(bytes: Uint8Array, api: string | null): boolean {
  if (operationNamed(api)?.isFramed) return bytes[0] !== 0x7b;
  return bytes.length > 12 && bytes[0] === 0 && bytes[1] === 0;
}

function framingIn(raw: string): StreamFraming | undefined {
  if (/^\uFEFF?\s*(data|event|id|retry)?:/.test(raw)) return 'sse';
  return /^\s*\{/.test(raw) ? 'ndjson' : undefined;
}

function parsedJson(raw: string): unknown {
  return attempt(() => JSON.parse(raw) as unknown);
}
