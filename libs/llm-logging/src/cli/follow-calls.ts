import type { LlmCallFilters } from '../storage/filters/call-filters.js';
import { pagesOfCalls } from '../calls/call-pages.js';
import { findCallStates, findOpenCalls, readCalls, type CallState } from '../calls/find-calls.js';
import type { LlmDatabase } from '../storage/llm-database.js';
import type { LlmCall } from '../storage/rows/llm-call.entity.js';
import { callIdTime } from 'llm-exchange/call';

/** A call's row may be stored so long after its start and is still noticed. */
const LATE_MS = 60_000;
/** An open call is followed for so long after its start. */
const OPEN_MS = 24 * 3_600_000;
/** Calls read in one go, texts and all. */
const CHUNK = 100;

/**
 * Notices calls that start or end. Ids follow starts, not commits, so each look goes over the last minute again, and over the calls
 * that were open at the look before, and leaves out what it reported already.
 */
export class CallFollower {
  /** State that each call was reported in. */
  readonly #reported = new Map<string, string>();
  #open: readonly string[] = [];
  #lookedAt = Date.now();

  constructor(
    private readonly database: LlmDatabase,
    private readonly filters: LlmCallFilters,
  ) {}

  /** The last calls before now, oldest first; {@link look} gives what comes after. */
  async begin(lines: number): Promise<LlmCall[]> {
    this.#lookedAt = Date.now();
    this.#open = await this.#openCalls();
    this.#note(await this.#news());
    const last: LlmCall[] = [];
    if (lines === 0) return last;
    for await (const page of pagesOfCalls(this.database, this.filters)) {
      last.push(...page);
      if (last.length >= lines) break;
    }
    const shown = last.slice(0, lines).reverse();
    this.#note(shown);
    return shown;
  }

  /** What has changed since, in the order of starts, in pieces. */
  async *look(): AsyncGenerator<LlmCall[], void, undefined> {
    const now = Date.now();
    const open = await this.#openCalls();
    const news = await this.#news();
    for (let first = 0; first < news.length; first += CHUNK) {
      const ids = news.slice(first, first + CHUNK).map(({ id }) => id);
      const calls = await readCalls(this.database, ids);
      // Only now: what could not be read is news still.
      this.#note(calls);
      yield calls;
    }
    this.#open = open;
    this.#lookedAt = now;
    this.#forget(now - 2 * LATE_MS);
  }

  #openCalls(): Promise<string[]> {
    return findOpenCalls(this.database, new Date(Date.now() - OPEN_MS));
  }

  /** After an outage the time that was missed is gone over as well. */
  async #news(): Promise<CallState[]> {
    const since = new Date(this.#lookedAt - LATE_MS);
    const states = await findCallStates(this.database, this.filters, { since, ids: this.#open });
    return states.filter(({ id, status }) => this.#reported.get(id) !== status);
  }

  #note(calls: readonly CallState[]): void {
    for (const { id, status } of calls) this.#reported.set(id, status);
  }

  /** What no further look can find. */
  #forget(before: number): void {
    const open = new Set(this.#open);
    for (const id of this.#reported.keys())
      if (callIdTime(id).getTime() < before && !open.has(id)) this.#reported.delete(id);
  }
}
