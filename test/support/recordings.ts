import { readdirSync, readFileSync } from 'node:fs';

const FIXTURES = new URL('../fixtures/provider-responses/', import.meta.url);

/** One exchange with a provider as it was recorded: see the README beside the recordings. */
export interface Recording {
  provider: string;
  api: string;
  url: string;
  status: number;
  headers: Record<string, string>;
  request: unknown;
  response?: object;
  sse?: string[];
  ndjson?: string[];
  text?: string;
  bodyBase64?: string;
}

/** `openai/chat-basic` and so on, all of them, sorted. */
export const RECORDINGS = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''))
  .sort();

export function recording(name: string): Recording {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8')) as Recording;
}

/** The bytes of a streamed body; undefined where there is no stream. */
export function streamedBytes({ sse, ndjson, bodyBase64 }: Recording): Buffer | undefined {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
  const lines = sse ?? ndjson;
  return lines && Buffer.from(lines.join('\n'));
}

/** The chunks of a stream as an SDK hands them over: parsed. */
export function chunksOf({ sse, ndjson }: Recording): unknown[] {
  const data = sse?.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim());
  const lines = data ?? ndjson?.filter(Boolean) ?? [];
  return lines.filter((text) => text !== '[DONE]').map((text) => JSON.parse(text) as unknown);
}

/** A recording as `parseLlmExchange` takes it. */
export function exchangeOf(name: string): {
  url: string;
  status: number;
  requestBody: unknown;
  responseBody?: unknown;
  responseText?: string;
  responseBytes?: Uint8Array;
} {
  const { url, status, request, response, sse, ndjson, text, bodyBase64 } = recording(name);
  const exchange = { url, status, requestBody: request };
  if (response !== undefined) return { ...exchange, responseBody: response };
  if (bodyBase64 !== undefined) return { ...exchange, responseBytes: Buffer.from(bodyBase64, 'base64') };
  return { ...exchange, responseText: (sse ?? ndjson)?.join('\n') ?? text };
}
