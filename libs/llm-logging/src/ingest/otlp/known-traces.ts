import type { CallDelivery } from '../../delivery/call-delivery.js';
import { spanIdOfCall } from '../../context/traceparent.js';
import type { LlmDatabase } from '../../storage/llm-database.js';
import { spansOfTraces, type StoredSpan } from '../../storage/rows/spans-of-traces.js';
import type { IngestCounters } from '../../telemetry/health/ingest-counters.js';
import type { IngestSource } from '../ingest-source.js';
import { TraceMemory, type SeenSpan, type SeenTrace } from './trace-memory.js';

const DAY_MS = 86_400_000;
/** How long a sender waits for what is stored, in ms: spans are taken without it too. */
const PATIENCE_MS = 2_500;

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
    const unknown = [...traceIds].filter((traceId) => this.#memory.get(keyOf(traceId, source)) === undefined);
    if (unknown.length === 0) return;
    const rows = await this.#stored(unknown, source, times);
    if (rows === undefined) this.counters.unlinkedTraces += unknown.length;
    for (const traceId of unknown) {
      const known = this.#memory.get(keyOf(traceId, source));
      const ofTrace = (rows ?? []).filter((row) => row.traceId === traceId);
      // Another request may have brought some while this one waited.
      if (known === undefined) this.keep(traceId, source, traceOf(ofTrace));
    }
  }

  /**
   * Adds what other instances have stored of traces.
   * @throws Error where the database is away
   */
  async refresh(traceIds: ReadonlySet<string>, source: IngestSource, times: readonly number[]): Promise<void> {
    const rows = await this.#stored([...traceIds], source, times);
    if (rows === undefined) throw new Error('What is stored cannot be read now.');
    for (const traceId of traceIds) {
      const stored = traceOf(rows.filter((row) => row.traceId === traceId));
      const { spans, calls } = this.get(traceId, source);
      this.keep(traceId, source, {
        spans: new Map([...stored.spans, ...spans]),
        calls: new Map([...stored.calls, ...calls]),
      });
    }
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
    const wanted = { traceIds, companyId, from: new Date(first! - DAY_MS), to: new Date(last! + DAY_MS) };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    });
    const rows = spansOfTraces(this.database, wanted).catch(() => undefined);
    return Promise.race([rows, late]).finally(() => clearTimeout(timer));
  }
}

/** Of another company a trace of the same id is another. */
function keyOf(traceId: string, { companyId }: IngestSource): string {
  return companyId === undefined ? traceId : `${traceId}/${companyId}`;
}

function traceOf(rows: readonly StoredSpan[]): SeenTrace {
  const spans = new Map<string, SeenSpan>();
  const calls = new Map<string, string>();
  for (const { spanId, parentCallId, traceId: _, ...row } of rows) {
    if (spanId === null) calls.set(spanIdOfCall(row.id), row.id);
    else spans.set(spanId, { ...row, spanId, isLinked: parentCallId !== null });
  }
  return { spans, calls };
}
