import { callIdTime, LlmCallStatus } from 'llm-exchange/call';
import type { LlmCallRecorder } from '../../recording/llm-call-recorder.js';
import { isOwn, type LlmSpanCall, readSpan, type ReadSpan, resourceSpansIn, spansIn } from 'llm-exchange/spans';
import type { IngestCounters } from '../../telemetry/health/ingest-counters.js';
import type { IngestSource } from '../ingest-source.js';
import { Turns } from '../turns.js';
import { type JoinedTrace, joinTrace } from './join-trace.js';
import type { KnownTraces } from './known-traces.js';
import { LaterLooks } from './later-looks.js';
import type { LookedAt } from './look-round.js';

/** Makes records of spans, and of what they change in rows that are there. */
export class SpanReceiver {
  readonly #laterLooks = new LaterLooks(
    (all) => this.#lookAgain(all),
    (traces) => (this.counters.unlinkedTraces += traces),
  );

  /** @param stored resolves when all that was accepted is in the database. */
  constructor(
    private readonly recorder: LlmCallRecorder,
    private readonly traces: KnownTraces,
    private readonly counters: IngestCounters,
    private readonly stored: () => Promise<void>,
  ) {}

  /** @returns how many spans were broken. All others are in the journal when this resolves, or were counted. */
  async take(body: unknown, source: IngestSource): Promise<number> {
    const turns = new Turns();
    const { byTrace, times, rejected } = await this.#read(body, turns);
    for (const [traceId, reads] of byTrace) {
      // Most traces of most services have nothing for the log; of one that has, any span may join two others.
      if (reads.every(isNothing) && !this.traces.has(traceId, source)) byTrace.delete(traceId);
    }
    await this.traces.load(new Set(byTrace.keys()), source, times);
    for (const [traceId, reads] of byTrace) {
      const { calls, isOpen } = this.#takeTrace(traceId, reads, source);
      if (calls.length > 0 || isOpen) this.#laterLooks.note(traceId, source, times, isOpen);
      if (turns.isOver) await turns.next();
    }
    return rejected;
  }

  async #read(
    body: unknown,
    turns: Turns,
  ): Promise<{ byTrace: Map<string, ReadSpan[]>; times: number[]; rejected: number }> {
    const byTrace = new Map<string, ReadSpan[]>();
    const times: number[] = [];
    let rejected = 0;
    for (const span of spansIn(resourceSpansIn(body))) {
      if (turns.isOver) await turns.next();
      if (span === undefined) {
        rejected += 1;
        continue;
      }
      const call = readSpan(span);
      if (call === undefined) this.counters.ignoredSpans += 1;
      if (span.startMs !== null) times.push(span.startMs);
      const ofTrace = byTrace.get(span.traceId);
      if (ofTrace === undefined) byTrace.set(span.traceId, [{ span, call }]);
      else ofTrace.push({ span, call });
    }
    this.counters.rejected += rejected;
    return { byTrace, times, rejected };
  }

  /** The application is about to stop: what other instances stored may be found no more. */
  end(): Promise<void> {
    return this.#laterLooks.end();
  }

  stop(): void {
    this.#laterLooks.stop();
  }

  async #lookAgain(all: readonly LookedAt[]): Promise<void> {
    await this.stored();
    for (const { source, traceIds, times } of all) {
      await this.traces.refresh(traceIds.keys(), source, times);
      for (const traceId of traceIds.keys()) this.#takeTrace(traceId, [], source);
    }
  }

  #takeTrace(traceId: string, reads: readonly ReadSpan[], source: IngestSource): JoinedTrace {
    const trace = this.traces.get(traceId, source);
    const joined = joinTrace(trace, reads, Date.now());
    const { calls, steps, links, repeated } = joined;
    this.traces.keep(traceId, source, trace);
    this.counters.recorded += calls.length;
    this.counters.repeated += repeated;
    for (const call of calls) this.#record(call, source);
    for (const id of steps) this.recorder.accept({ id, status: LlmCallStatus.SUCCESS, kind: 'step' });
    for (const link of links) this.recorder.accept({ ...link, status: LlmCallStatus.PENDING });
    return joined;
  }

  #record(call: LlmSpanCall, source: IngestSource): void {
    const { id, spanId, parentSpanId, responseId, service, ...members } = call;
    const known = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
    const metadata = {
      ...call.metadata,
      ...defined({ service: source.service ?? service, spanId, parentSpanId, responseId }),
    };
    const companyId = source.companyId ?? call.companyId ?? undefined;
    const startedAt = call.startedAt ?? callIdTime(id).toISOString();
    this.recorder.recordReported(
      id,
      { ...known, metadata, companyId, startedAt, completedAt: call.completedAt ?? undefined },
      { via: 'otlp', texts: source.texts },
    );
  }
}

/** Neither a call nor a span whose call has a row by itself. */
function isNothing({ call, span }: ReadSpan): boolean {
  return call === undefined && !isOwn(span);
}

function defined(members: Record<string, string | null | undefined>): Record<string, string> {
  const known = Object.entries(members).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(known);
}
