import { Inject, Injectable } from '@nestjs/common';
import { CallDelivery } from '../../delivery/call-delivery.js';
import type { DeliveryState, JournalState } from '../../delivery/delivery-state.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import { PartitionOutlook } from '../../storage/partitions/partition-outlook.js';
import { IngestCounters } from './ingest-counters.js';

/** How the log itself is doing. */
export interface LlmLoggingHealthReport {
  /**
   * `up`: calls are stored as they come. `degraded`: calls wait, as the database is away, the journal cannot be written, a call can be
   * neither stored nor set aside, or for any reason the oldest one waits for longer than a minute; or partitions end soon: see
   * {@link LlmLoggingHealthReport.partitionsEnd}. `down`: calls, or their texts, were lost in the last minute.
   */
  status: 'up' | 'degraded' | 'down';
  /** `closed`: the database takes what it is sent. `open`: it did not, and is left alone for a while. `half-open`: it is tried again. */
  circuit: DeliveryState['circuit'];
  /** Where calls that wait are kept now: `memory` also while the journal cannot be written. */
  durability: DeliveryState['durability'];
  /** Calls waiting in memory, those on their way to the database included. */
  queuedCalls: number;
  /** Bytes that they take, about. */
  queuedBytes: number;
  /** Calls that could be neither stored nor set aside in `llm_refused_calls`. They hold up no others and are tried again by themselves. */
  quarantinedCalls: number;
  /** How long the oldest call in memory waits, in ms; null where none does. */
  oldestQueuedMs: number | null;
  /** Null where there is none. */
  journal: JournalState | null;
  /** Events of calls accepted since the start: a start, an outcome, or both in one. */
  acceptedRecords: number;
  /** Rows written. */
  committedRecords: number;
  /** Rows that PostgreSQL refused, set aside in `llm_refused_calls`. */
  refusedRecords: number;
  /** Events lost, for want of room in memory and journal, or as they came after shutdown. */
  droppedRecords: number;
  /** Events kept without their texts, for want of room. */
  droppedTexts: number;
  /** Events read back from the journal. */
  replayedRecords: number;
  /** Lines of the journal that were torn or damaged. */
  corruptLines: number;
  /** From acceptance of a batch's oldest call to its commit, in ms; null before the first. */
  flushLatencyMs: { last: number; max: number } | null;
  /** Why the database did not take the last batch; null when it did. */
  lastError: string | null;
  /**
   * The first time that `llm_calls` has no partition for: calls from then on wait for one. Status is `degraded` from 30 days before, 3 days where
   * the application makes them itself. Null until it is known.
   */
  partitionsEnd: Date | null;
  /** What became of what other services sent; null without the option `ingest`. */
  ingest: Readonly<IngestCounters> | null;
}

/** How long a loss is news, in ms. */
const NEWS_MS = 60_000;
/** A call that waits for longer, in ms, does not go the usual way. */
const LONG_MS = 60_000;

/** Reports how the log itself is doing: what waits, where, and what was lost. */
@Injectable()
export class LlmLoggingHealth {
  #lossesSeen = 0;
  #lostAt = -Infinity;

  constructor(
    private readonly delivery: CallDelivery,
    @Inject(PartitionOutlook) private readonly partitions: PartitionOutlook,
    private readonly ingested: IngestCounters,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Never throws, asks nobody: what delivery knows by itself. */
  report(): LlmLoggingHealthReport {
    const { counters, ...state } = this.delivery.state();
    const { last, max } = counters.flushLatencyMs;
    return {
      status: this.#statusOf(state, counters.dropped + counters.droppedTexts),
      ...state,
      acceptedRecords: counters.accepted,
      committedRecords: counters.committed,
      refusedRecords: counters.refused,
      droppedRecords: counters.dropped,
      droppedTexts: counters.droppedTexts,
      replayedRecords: counters.replayed,
      corruptLines: counters.corrupt,
      flushLatencyMs: last === null || max === null ? null : { last, max },
      partitionsEnd: this.partitions.end,
      ingest: this.options.ingest === false ? null : { ...this.ingested },
    };
  }

  #statusOf(
    { circuit, journal, durability, quarantinedCalls, oldestQueuedMs }: Omit<DeliveryState, 'counters'>,
    losses: number,
  ): 'up' | 'degraded' | 'down' {
    if (losses > this.#lossesSeen) this.#lostAt = performance.now();
    this.#lossesSeen = losses;
    if (performance.now() - this.#lostAt < NEWS_MS) return 'down';
    const isJournalBroken = journal !== null && durability === 'memory';
    const isWaiting = quarantinedCalls > 0 || (oldestQueuedMs ?? 0) > LONG_MS;
    const isWell = circuit === 'closed' && !isJournalBroken && !isWaiting && !this.partitions.isShort;
    return isWell ? 'up' : 'degraded';
  }
}
