import { TEXT_MEMBERS } from 'llm-exchange/call';
import type { LlmCallFilters } from '../storage/filters/call-filters.js';
import { CALL_SELECTION, toCall } from '../storage/rows/call-row.js';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import { newestMatches } from './newest-matches.js';

/** What a page may hold in memory, about: texts are of very different lengths. */
const PAGE_BYTES = 4 * 1024 * 1024;
const FIRST_PAGE_ROWS = 50;
const MAX_PAGE_ROWS = 1_000;

/**
 * All calls that match, newest first, a page at a time. Pages follow ids, and between them nothing is open in the database: whoever
 * stops reading leaves nothing behind, and the signal ends the page that is being read. Calls that are added meanwhile are not among them.
 * @throws LlmQueryError naming the filter that is wrong, LlmQueryTimeoutError for a page that takes too long.
 */
export async function* pagesOfCalls(
  database: LlmDatabase,
  filters: Omit<LlmCallFilters, 'limit' | 'cursor' | 'sort' | 'order'>,
  selection = CALL_SELECTION,
  signal?: AbortSignal,
): AsyncGenerator<LlmCall[], void, undefined> {
  let rows = FIRST_PAGE_ROWS;
  for (let before: string | undefined; ;) {
    const found = await newestMatches(database, { filters, selection, before, rows, signal });
    const page = found.rows.map(toCall);
    if (page.length > 0) yield page;
    if (page.length < rows) return;
    before = page.at(-1)!.id;
    rows = rowsOfNext(page);
  }
}

function rowsOfNext(page: readonly LlmCall[]): number {
  const bytes = page.reduce((sum, call) => sum + sizeOf(call), 0) / page.length;
  return Math.min(Math.max(Math.floor(PAGE_BYTES / bytes), 1), MAX_PAGE_ROWS, page.length * 4);
}

function sizeOf(call: LlmCall): number {
  const sizes = TEXT_MEMBERS.map((member) => call[member]).map((text) =>
    typeof text === 'string' ? text.length : JSON.stringify(text).length,
  );
  return sizes.reduce((sum, size) => sum + size, 500);
}
