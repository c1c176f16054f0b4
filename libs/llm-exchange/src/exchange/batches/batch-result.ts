import { readError, readFailedAnswer, type LlmExchangeError } from '../../reading/failure-reading.js';
import { count, object, text, type Json } from '../../reading/json-reading.js';
import type { LlmResultReading } from '../../reading/result-reading.js';
import { readWireAnswer } from '../../results/read-result.js';

/** What became of one request of a batch. */
export interface BatchResult {
  /** Names it within its provider, or its batch. */
  readonly key: string;
  /** As the application called the request. */
  readonly customId: string | null;
  /** When it was answered, in ms since 1970; null where the result does not say. */
  readonly at: number | null;
  readonly status: 'success' | 'error' | 'cancelled' | 'timeout';
  readonly reading: LlmResultReading | null;
  readonly error: LlmExchangeError | null;
}

/** Reads one result of a batch: a line of its file, or an item of its list. Null for anything else. */
export function readBatchResult(line: Json): BatchResult | null {
  return ofAnthropic(line) ?? ofGoogle(line) ?? ofOpenAi(line);
}

const GIVEN_UP = { canceled: 'cancelled', expired: 'timeout' } as const;

/** https://docs.claude.com/en/api/retrieving-message-batch-results */
function ofAnthropic(line: Json): BatchResult | null {
  const result = object(line['result']);
  const customId = text(line['custom_id']);
  const type = text(result?.['type']);
  if (result === undefined || customId === null || type === null) return null;
  const message = object(result['message']);
  const error = object(result['error']);
  const read = error === undefined ? null : readError(error);
  const status = GIVEN_UP[type as keyof typeof GIVEN_UP] ?? (type === 'succeeded' ? 'success' : 'error');
  const reading = message === undefined ? null : readWireAnswer(message);
  return { key: text(message?.['id']) ?? customId, customId, at: null, status, reading, error: read };
}

/** https://ai.google.dev/gemini-api/docs/batch-api */
function ofGoogle(line: Json): BatchResult | null {
  const response = object(line['response']);
  const failed = object(line['error']);
  const customId = text(line['key']) ?? text(object(line['metadata'])?.['key']);
  const isAnswer =
    response !== undefined && ('candidates' in response || 'usageMetadata' in response || 'embedding' in response);
  if (!isAnswer && (failed === undefined || customId === null || 'custom_id' in line)) return null;
  const error = failed === undefined ? null : readError({ error: failed });
  const key = text(response?.['responseId']) ?? customId;
  if (key === null) return null;
  const reading = response === undefined ? null : readWireAnswer(response);
  return { key, customId, at: null, status: error === null ? 'success' : 'error', reading, error };
}

/** OpenAI's, and of those who speak its language: https://platform.openai.com/docs/api-reference/batch/request-output */
function ofOpenAi(line: Json): BatchResult | null {
  const customId = text(line['custom_id']);
  const response = object(line['response']);
  const failed = object(line['error']);
  if (customId === null || (response === undefined && failed === undefined)) return null;
  const body = object(response?.['body']);
  const code = count(response?.['status_code']) ?? 200;
  const key = text(body?.['id']) ?? text(line['id']) ?? customId;
  const seconds = count(body?.['created'] ?? body?.['created_at']);
  const at = seconds === null ? null : seconds * 1_000;
  const error =
    failed !== undefined ? readError({ error: failed }) : code >= 400 ? readFailedAnswer(code, body, undefined) : null;
  const status = error === null ? 'success' : error.code === 'batch_expired' ? 'timeout' : 'error';
  return { key, customId, at, status, reading: body === undefined || code >= 400 ? null : readWireAnswer(body), error };
}
