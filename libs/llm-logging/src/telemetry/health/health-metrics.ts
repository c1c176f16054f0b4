import type { Meter, Observable } from '@opentelemetry/api';
import type { LlmLoggingHealthReport } from './llm-logging-health.js';

type Reading = (report: LlmLoggingHealthReport) => number | null | undefined;
type Kind = 'Gauge' | 'Counter' | 'UpDownCounter';

/** Each number of a report as a metric: [kind, name, unit, description, how to read it]. */
const METRICS: readonly (readonly [Kind, string, string, string, Reading])[] = [
  ['UpDownCounter', 'queue.calls', '{call}', 'Calls waiting in memory', (report) => report.queuedCalls],
  ['UpDownCounter', 'queue.bytes', 'By', 'What they take', (report) => report.queuedBytes],
  [
    'UpDownCounter',
    'queue.quarantined',
    '{call}',
    'Quarantined calls: neither stored nor set aside',
    (report) => report.quarantinedCalls,
  ],
  ['Gauge', 'queue.oldest', 'ms', 'How long the oldest of them waits', (report) => report.oldestQueuedMs ?? 0],
  ['UpDownCounter', 'journal.bytes', 'By', 'Size of the journal', (report) => report.journal?.bytes],
  ['Gauge', 'journal.foreign', '{file}', 'Files of other databases', (report) => report.journal?.foreignSegments],
  ['Gauge', 'circuit.open', '1', '1 while the database is left alone', (report) => (report.circuit === 'open' ? 1 : 0)],
  ['Gauge', 'flush.latency', 'ms', 'From acceptance to commit, last batch', (report) => report.flushLatencyMs?.last],
  ['Counter', 'records.accepted', '{record}', 'Events of calls accepted', (report) => report.acceptedRecords],
  ['Counter', 'records.committed', '{record}', 'Rows written', (report) => report.committedRecords],
  ['Counter', 'records.refused', '{record}', 'Rows set aside', (report) => report.refusedRecords],
  ['Counter', 'records.dropped', '{record}', 'Events of calls lost', (report) => report.droppedRecords],
  ['Counter', 'texts.dropped', '{record}', 'Events kept without texts', (report) => report.droppedTexts],
  ['Counter', 'records.replayed', '{record}', 'Events read from the journal', (report) => report.replayedRecords],
  ['Counter', 'ingest.requests', '{request}', 'Requests of senders taken', (report) => report.ingest?.requests],
  ['Counter', 'ingest.refused', '{request}', 'Requests of senders refused', (report) => report.ingest?.refusedRequests],
  ['Counter', 'ingest.recorded', '{record}', 'Rows that senders gave', (report) => report.ingest?.recorded],
  ['Counter', 'ingest.rejected', '{record}', 'Broken spans and entries', (report) => report.ingest?.rejected],
  ['Counter', 'journal.corrupt_lines', '{line}', 'Damaged lines', (report) => report.corruptLines],
];

/** Offers the health report as OpenTelemetry metrics where `@opentelemetry/api`, which is optional, is there. @returns how to stop. */
export async function offerMetrics(report: () => LlmLoggingHealthReport): Promise<() => void> {
  try {
    const { metrics } = await import('@opentelemetry/api');
    return observe(metrics.getMeter('nestjs-llm-logging'), report);
  } catch {
    return () => undefined;
  }
}

function observe(meter: Meter, report: () => LlmLoggingHealthReport): () => void {
  const observed = METRICS.map(([kind, name, unit, description, read]): [Observable, Reading] => [
    meter[`createObservable${kind}`](`llm_logging.${name}`, { unit, description }),
    read,
  ]);
  const observables = observed.map(([observable]) => observable);
  const callback: Parameters<Meter['addBatchObservableCallback']>[0] = (result) => {
    const now = report();
    for (const [observable, read] of observed) {
      const value = read(now);
      if (value !== null && value !== undefined) result.observe(observable, value);
    }
  };
  meter.addBatchObservableCallback(callback, observables);
  return () => meter.removeBatchObservableCallback(callback, observables);
}
