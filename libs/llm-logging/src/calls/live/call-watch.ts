import { callIdBound, LlmCallStatus } from 'llm-exchange/call';
import { ask } from '../../storage/read-only.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import { tableName } from '../../storage/table-name.js';

/** How long before a look a call may have started to be found by each one, in ms, and by one of them every ten seconds. */
const NEAR_MS = 10_000;
export const FAR_MS = 15 * 60_000;
const FAR_EVERY_MS = 10_000;
/** `created_at` is when a row's transaction began; it is committed within this time, in ms, or not at all. */
export const COMMIT_MS = 45_000;
/** How long it is remembered that a call was reported as over, in ms: longer than it is found again. */
const REMEMBER_MS = 3 * 60_000;
const MAX_PENDING = 20_000;
const PENDING: `${LlmCallStatus}` = LlmCallStatus.PENDING;

interface CallState {
  readonly id: string;
  readonly status: `${LlmCallStatus}`;
}

/** What has become known since the look before. */
export interface CallChanges {
  /** The database's time of this look. */
  readonly at: Date;
  readonly started: readonly string[];
  readonly finished: readonly string[];
}

/**
 * Finds which calls are new or over, by looking again and again. Ids do not come in the order of commits, so there is none after which
 * all is new: what is pending is compared with what was, and other rows are read of a time that overlaps with the look before,
 * without those reported already. Why not otherwise: `docs/decisions/062`.
 */
export class CallWatch {
  readonly #calls: string;
  #pending = new Set<string>();
  /** When each call was reported as over, in that order. */
  readonly #reported = new Map<string, number>();
  #last: { readonly near: Date; readonly far: Date } | undefined;

  constructor(private readonly database: LlmDatabase) {
    this.#calls = tableName(database.schema, 'llm_calls');
  }

  /** The first look learns what there is and reports nothing. */
  async look(): Promise<CallChanges> {
    const isFirst = this.#last === undefined;
    const { at, rows } = await this.#read();
    const over = rows.filter(({ status }) => status !== PENDING).map(({ id }) => id);
    const pending = new Set(rows.filter(({ status }) => status === PENDING).map(({ id }) => id));
    const started = [...pending].filter((id) => !this.#pending.has(id));
    const ended = [...this.#pending].filter((id) => !pending.has(id));
    const finished = [...new Set([...ended, ...over])].filter((id) => !this.#reported.has(id));
    this.#pending = pending;
    this.#remember(finished, at.getTime());
    return isFirst ? { at, started: [], finished: [] } : { at, started, finished };
  }

  async #read(): Promise<{ at: Date; rows: CallState[] }> {
    const answer = await ask(this.database, async (query) => {
      // Asked for before the rows: what is committed in between is found by the next look.
      const [{ at }] = (await query<{ at: Date }>('SELECT now() AS at')) as [{ at: Date }];
      const { near, far } = this.#last ?? { near: at, far: at };
      const isFar = this.#last === undefined || at.getTime() - far.getTime() >= FAR_EVERY_MS;
      const startedFrom = isFar ? before(far, FAR_MS) : before(near, NEAR_MS);
      const rows = await query<CallState>(
        `(SELECT id, status FROM ${this.#calls} WHERE status = 'pending' ORDER BY id DESC LIMIT ${MAX_PENDING})
UNION ALL
SELECT id, status FROM ${this.#calls} WHERE id >= $1 AND created_at >= $2 AND status <> 'pending'`,
        [callIdBound(startedFrom), before(isFar ? far : near, COMMIT_MS)],
      );
      return { at, rows, last: { near: at, far: isFar ? at : far } };
    });
    this.#last = answer.last;
    return answer;
  }

  #remember(ids: readonly string[], at: number): void {
    for (const id of ids) this.#reported.set(id, at);
    for (const [id, reported] of this.#reported) {
      if (reported > at - REMEMBER_MS) return;
      this.#reported.delete(id);
    }
  }
}

function before(time: Date, ms: number): Date {
  return new Date(time.getTime() - ms);
}
