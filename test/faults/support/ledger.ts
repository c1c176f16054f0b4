/** Where rows are read. */
export interface RowSource {
  query<T = Record<string, any>>(sql: string, values?: unknown[]): Promise<T[]>;
}

interface Entry {
  readonly id: string;
  /** The final state that was acknowledged. */
  ended?: string;
}

interface Row {
  id: string;
  key: string;
  status: string;
  prompt: string | null;
  response: string | null;
}

/** What was promised, against what is there. Lists name the calls, so that a failure can be traced. */
export interface Comparison {
  acknowledged: number;
  stored: number;
  lost: string[];
  doubled: string[];
  wrongState: string[];
  wrongText: string[];
  /** Calls stored whose acknowledgement was cut off by a kill. */
  unacknowledged: number;
}

const LINE = /^(accepted|ended) (\S+) (\S+) (\S+) \.$/;

/** The acknowledgements of all processes: each call has a key of its own, which is also the row's `task_id`. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  get ids(): string[] {
    return [...this.#entries.values()].map(({ id }) => id);
  }

  /** Ids of calls of which no outcome was acknowledged. */
  get open(): string[] {
    return [...this.#entries.values()].filter(({ ended }) => ended === undefined).map(({ id }) => id);
  }

  /** A line that a kill cut off says nothing. */
  note(line: string): void {
    const [, what, key, id, status] = LINE.exec(line) ?? [];
    if (what === undefined) return;
    const entry = this.#entries.get(key!) ?? { id: id! };
    if (what === 'ended') entry.ended = status!;
    this.#entries.set(key!, entry);
  }

  async compare(database: RowSource): Promise<Comparison> {
    const rows = await database.query<Row>(
      `SELECT id, task_id AS key, status, split_part(prompt, ' ', 1) AS prompt, response FROM llm_calls WHERE task_id IS NOT NULL`,
    );
    const byKey = new Map<string, Row[]>();
    for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
    const comparison = emptyComparison(this.size, rows.length);
    for (const [key, entry] of this.#entries) judge(comparison, key, entry, byKey.get(key) ?? []);
    comparison.unacknowledged = [...byKey.keys()].filter((key) => !this.#entries.has(key)).length;
    return comparison;
  }
}

/** What a comparison is when every promise was kept. */
export const KEPT = { lost: [], doubled: [], wrongState: [], wrongText: [] };

function emptyComparison(acknowledged: number, stored: number): Comparison {
  return { acknowledged, stored, lost: [], doubled: [], wrongState: [], wrongText: [], unacknowledged: 0 };
}

function judge(comparison: Comparison, key: string, { id, ended }: Entry, rows: Row[]): void {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) comparison.lost.push(key);
  if (rows.length > 1) comparison.doubled.push(key);
  if (row === undefined) return;
  if (ended !== undefined && row.status !== ended) comparison.wrongState.push(`${key}: ${row.status}, not ${ended}`);
  if (!saysItsKey(row, ended)) comparison.wrongText.push(key);
}

function saysItsKey({ key, prompt, response }: Row, ended: string | undefined): boolean {
  return prompt === key && (ended !== 'success' || response === `answer to ${key}`);
}
