import type { Batch, CallBuffer } from './call-buffer.js';
import type { QuarantinedCalls } from './quarantined-calls.js';
import type { Circuit, CircuitState } from './circuit.js';
import type { DeliveryCounters } from './delivery-counters.js';
import type { CallJournal } from './journal/call-journal.js';

/** Delivery as it is now. */
export interface DeliveryState {
  /** What is known of the database from the tries to write to it. */
  readonly circuit: CircuitState;
  /** Where calls that wait are kept now. `memory` also while the journal cannot be written. */
  readonly durability: 'journal' | 'memory';
  /** Calls waiting in memory, those on their way to the database included. */
  readonly queuedCalls: number;
  /** What they take, about. */
  readonly queuedBytes: number;
  /** Calls that could be neither stored nor set aside, and are tried again by themselves. */
  readonly quarantinedCalls: number;
  /** How long the oldest of all these waits; null where none does. */
  readonly oldestQueuedMs: number | null;
  /** Null where there is none. */
  readonly journal: JournalState | null;
  readonly counters: Readonly<DeliveryCounters>;
  readonly lastError: string | null;
}

export interface JournalState {
  /** The folder of this process in the journal's directory. */
  readonly directory: string;
  readonly bytes: number;
  readonly segments: number;
  /** Lines that are in no memory, as far as they were counted: those of other processes are counted when they are read. */
  readonly backlogLines: number;
  /** Files that dead processes left for another database, or that do not say for which: left alone. */
  readonly foreignSegments: number;
}

export function deliveryState(
  buffer: CallBuffer,
  quarantine: QuarantinedCalls,
  onTheirWay: ReadonlySet<Batch>,
  journal: CallJournal | undefined,
  counters: DeliveryCounters,
  circuit: Circuit,
): DeliveryState {
  const batches = [...onTheirWay];
  const oldest = [buffer.oldestAt, quarantine.oldestAt, ...batches.map(({ acceptedAt }) => acceptedAt)].filter(
    (at) => at !== undefined,
  );
  return {
    circuit: circuit.state,
    durability: journal === undefined || journal.isBroken ? 'memory' : 'journal',
    queuedCalls: buffer.size + batches.reduce((sum, { lines }) => sum + lines.length, 0),
    queuedBytes: buffer.bytes,
    quarantinedCalls: quarantine.size,
    oldestQueuedMs: oldest.length === 0 ? null : Math.round(performance.now() - Math.min(...oldest)),
    journal: journal === undefined ? null : stateOf(journal),
    counters,
    lastError: circuit.failure === undefined ? null : messageOf(circuit.failure),
  };
}

function stateOf({ path, bytes, segments, backlogLines, foreignSegments }: CallJournal): JournalState {
  return { directory: path, bytes, segments, backlogLines, foreignSegments };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
