import type { CallDelivery } from '../../delivery/call-delivery.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import { type SpansWanted, spansOfTraces, type StoredSpan } from '../../storage/rows/spans-of-traces.js';
import type { IngestCounters } from '../../telemetry/health/ingest-counters.js';
import type { IngestSource } from '../ingest-source.js';
import { type SeenTrace, traceOf, withStored } from './seen-trace.js';
import { TraceMemory } from './trace-memory.js';

const DAY_MS = 86_400_000;
/** How long a sender waits for what is stored, in ms: spans are taken without it too. */
const PATIENCE_MS = 2_500;
const TRACES_AT_A_TIME = 250;

/** What is known of traces: from before in this process, else from the database. */
export class KnownTraces {
  readonly #memory = new TraceMemory();

  constructor(
    private readonly database: LlmDatabase,
    private readonly delivery: CallDelivery,
    private readonly counters: IngestCounters,
  ) {}

  /** @param times when the spans of the traces started, in ms. */
  async load(traceIds: ReadonlySet<string>, source: IngestSource, times: readonly number[]): Promise<void> {
    const unknown = [...traceIds].filter((traceId) => !this.has(traceId, source));
    if (unknown.length === 0) return;
    const rows = await this.#stored(unknown, source, times);
    if (rows === undefined) this.counters.unlinkedTraces += unknown.length;
    const ofTraces = byTrace(rows ?? []);
    for (const traceId of unknown) {
      // Another request may have brought some while this one waited.
      if (!this.has(traceId, source)) this.keep(traceId, source, traceOf(ofTraces.get(traceId) ?? []));
    }
  }

  /**
   * Adds what is stored of traces by now, as other instances and the applications themselves do.
   * @throws Error where the database is away
   */
  async refresh(traceIds: Iterable<string>, source: IngestSource, times: readonly number[]): Promise<void> {
    const wanted = [...traceIds];
    const rows = await this.#stored(wanted, source, times);
    if (rows === undefined) throw new Error('What is stored cannot be read now.');
    const ofTraces = byTrace(rows);
    for (const traceId of wanted)
      this.keep(traceId, source, withStored(this.get(traceId, source), ofTraces.get(traceId) ?? []));
  }

  has(traceId: string, source: IngestSource): boolean {
    return this.#memory.get(keyOf(traceId, source)) !== undefined;
  }

  get(traceId: string, source: IngestSource): SeenTrace {
    return this.#memory.get(keyOf(traceId, source)) ?? traceOf([]);
  }

  keep(traceId: string, source: IngestSource, trace: SeenTrace): void {
    this.#memory.keep(keyOf(traceId, source), trace);
  }

  async #stored(
    traceIds: string[],
    { companyId }: IngestSource,
    times: readonly number[],
  ): Promise<StoredSpan[] | undefined> {
    if (this.delivery.state().circuit !== 'closed') return undefined;
    const now = Date.now();
    const [first, last] = times.reduce(([from, to], at) => [Math.min(from, at), Math.max(to, at)], [now, now]);
    const wanted = { companyId, from: new Date(first! - DAY_MS), to: new Date(last! + DAY_MS) };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    });
    const rows = this.#rowsOf(traceIds, wanted).catch(() => undefined);
    return Promise.race([rows, late]).finally(() => clearTimeout(timer));
  }

  /** Few traces at a time, as the rows of one answer are limited. */
  async #rowsOf(traceIds: readonly string[], wanted: Omit<SpansWanted, 'traceIds'>): Promise<StoredSpan[]> {
    const rows: StoredSpan[] = [];
    for (let from = 0; from < traceIds.length; from += TRACES_AT_A_TIME)
      rows.push(
        ...(await spansOfTraces(this.database, { ...wanted, traceIds: traceIds.slice(from, from + TRACES_AT_A_TIME) })),
      );
    return rows;
  }
}

/** Of another company a trace of the same id is another. */
function keyOf(traceId: string, { companyId }: IngestSource): string {
  return companyId === undefined ? traceId : `${traceId}/${companyId}`;
}

function byTrace(rows: readonly StoredSpan[]): Map<string, StoredSpan[]> {
  const traces = new Map<string, StoredSpan[]>();
  for (const row of rows) {
    const ofTrace = traces.get(row.traceId);
    if (ofTrace === undefined) traces.set(row.traceId, [row]);
    else ofTrace.push(row);
  }
  return traces;
}
