import { LlmQueryTimeoutError } from '../errors.js';
import { isTimeout } from './connection/database-errors.js';
import type { LlmDatabase } from './llm-database.js';
import type { Query } from './query.js';

/** How long a question may take, in ms. */
const QUERY_TIMEOUT_MS = 15_000;

/**
 * Reads, for so long and no longer: a question must not hurt the database.
 * @throws LlmQueryTimeoutError, and as `LlmDatabase.query`.
 */
export async function ask<T>(
  database: LlmDatabase,
  work: (query: Query) => Promise<T>,
  { snapshot = false, signal }: { snapshot?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  try {
    const limits = { statementTimeoutMs: QUERY_TIMEOUT_MS, readOnly: true, snapshot };
    return await database.transaction(limits, work, signal);
  } catch (error) {
    throw isTimeout(error) ? new LlmQueryTimeoutError(QUERY_TIMEOUT_MS, error) : error;
  }
}
