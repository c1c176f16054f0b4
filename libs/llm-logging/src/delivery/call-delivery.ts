import { Inject, Injectable, Logger } from '@nestjs/common';
import type { LlmCallRecord } from 'llm-exchange/call';
import { LlmDatabaseUnavailableError } from '../errors.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { oneLine } from 'llm-exchange/privacy';
import { BatchPump } from './batch-pump.js';
import { CallBuffer } from './call-buffer.js';
import { bytesOf, jsonOf, recordOf, type CallLine } from '../storage/writing/call-line.js';
import { CallStore } from '../storage/writing/call-store.js';
import { QuarantinedCalls } from './quarantined-calls.js';
import { Circuit } from './circuit.js';
import { ThrottledLogger } from './throttled-logger.js';
import { DeliveryCounters } from './delivery-counters.js';
import { deliveryState, type DeliveryState } from './delivery-state.js';
import { Flushes } from './flushes.js';
import { Intake } from './intake.js';
import { LineEncoder, type EncodedLine } from './journal/journal-line.js';
import { CallJournal } from './journal/call-journal.js';
import { WaitingBatches } from './waiting-batches.js';
import { WaitingCall, type Lease } from './waiting-call.js';

/** What quarantined calls may take, as a share of `maxBufferedBytes`. */
const QUARANTINE_SHARE = 0.25;

/**
 * From accepted to committed. An event of a call (its start, its outcome, or both in one) is a line in the journal and in the buffer, or, where memory is full, in the
 * journal alone. The pump takes batches from both in turn: after `flushIntervalMs`, or at once when a batch is full.
 *
 * | state  | `accept`                                       | `flush`               | leaves it                          |
 * | ------ | ---------------------------------------------- | --------------------- | ---------------------------------- |
 * | idle   | → waits for `flushIntervalMs`, or a full batch | resolves              | an event comes → waits             |
 * | waits  | stays; a full batch: → sends                   | → sends               | the interval is over → sends       |
 * | sends  | stays                                          | with shorter pauses   | nothing is left → idle             |
 * | closed | counted as dropped                             | as before             | –                                  |
 */
@Injectable()
export class CallDelivery {
  readonly #logger = new Logger('LlmLogging');
  readonly #log = new ThrottledLogger(this.#logger);
  readonly #counters = new DeliveryCounters();
  readonly #circuit = new Circuit();
  readonly #options: ResolvedOptions['delivery'];
  readonly #encoder = new LineEncoder();
  readonly #buffer: CallBuffer;
  readonly #journal: CallJournal | undefined;
  readonly #store: CallStore;
  readonly #quarantine: QuarantinedCalls;
  readonly #waiting: WaitingBatches;
  readonly #pump: BatchPump;
  readonly #intake: Intake;
  readonly #flushes = new Flushes(() => this.#waiting.oldest(this.#pump.onTheirWay));
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(@Inject(CallStore) store: CallStore, @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions) {
    this.#options = options.delivery;
    this.#store = store;
    this.#buffer = new CallBuffer(options.delivery.maxBufferedBytes, options.delivery.flushIntervalMs);
    this.#quarantine = new QuarantinedCalls(
      store,
      this.#counters,
      options.delivery.maxBufferedBytes * QUARANTINE_SHARE,
    );
    const memory = {
      keep: (line: EncodedLine) => this.#intake.keepInMemory(line),
      unresolved: () => [...this.#buffer.unresolved(), ...this.#quarantine.unresolved()],
    };
    this.#journal = CallJournal.open(options, this.#counters, this.#log, memory, () => store.identity());
    this.#intake = new Intake(this.#buffer, this.#journal, this.#encoder, this.#counters, this.#log);
    const { maxBatchRows } = options.delivery;
    this.#waiting = new WaitingBatches(this.#buffer, this.#journal, maxBatchRows);
    const source = {
      next: () => this.#waiting.next(),
      isFull: () => this.#waiting.isFull,
      resolved: () => this.#stored(),
      quarantine: (line: CallLine, reason: string) => this.#quarantineCall(line, reason),
    };
    this.#pump = new BatchPump(store, source, this.#circuit, this.#counters, this.#log, maxBatchRows);
  }

  /**
   * Takes one event of a call. It is in the journal before this turn of the event loop ends. Never throws, never waits.
   * @param stored is called once it is stored, set aside or dropped.
   */
  accept(record: LlmCallRecord, stored?: () => void): void {
    this.#counters.accepted += 1;
    if (this.#closed) {
      stored?.();
      return this.#intake.drop('closed', 'A call was made after shutdown and is not recorded.');
    }
    const line = this.#encoder.encode(jsonOf(record));
    line.stored = stored;
    this.#intake.keep(record, line);
    if (this.#waiting.isFull) this.#wake();
    else this.#wakeLater();
  }

  /** An event of a call could not be recorded. */
  missed(reason: string): void {
    this.#intake.drop('missed', `An event of a call could not be recorded: ${oneLine(reason)}`);
  }

  /** `false`: the journal is nearly full, so that what can be sent again later would push out what was accepted before. */
  get hasRoomForOthers(): boolean {
    return this.#journal?.hasRoomForOthers !== false;
  }

  /**
   * Writes down a record that is retained until the call around it ends.
   * @returns to be released in the turn of the event loop in which it is accepted, or what it says with another; undefined without journal.
   */
  retain(record: LlmCallRecord): Lease | undefined {
    return this.#closed ? undefined : this.#journal?.retain(record);
  }

  /** Takes over what processes left that are dead. Never throws. */
  async adopt(): Promise<void> {
    await this.#journal?.adopt();
    if (this.#journal?.hasBacklog === true) this.#wake();
    else await this.#journal?.storeRetained(this.#store);
  }

  /**
   * All calls accepted so far are in the database when this resolves, but those that it takes in no way (`quarantinedCalls` in the health report).
   * @throws LlmDatabaseUnavailableError when that takes longer than `timeoutMs`; the calls go on waiting for the database.
   */
  async flush(timeoutMs = this.#options.shutdownTimeoutMs): Promise<void> {
    this.#buffer.hurry();
    void this.#quarantine.tryAgain();
    const now = this.#waiting.newest;
    if (this.#flushes.isOver(now)) return;
    const stored = this.#flushes.within(timeoutMs, now);
    this.#pump.hurry(true);
    this.#wake();
    if (!(await stored)) throw unavailable(this.#circuit.failure);
  }

  /** Stores what is left, within `timeoutMs`, and takes no more. What could not be stored stays in the journal. Never throws. */
  async close(timeoutMs?: number): Promise<void> {
    if (this.#closed) return;
    const problem = await this.flush(timeoutMs).then(
      () => undefined,
      (error: unknown) => error,
    );
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#pump.close();
    this.#quarantine.close();
    this.#journal?.close();
    if (problem !== undefined || this.#quarantine.size > 0) this.#reportLeft(problem ?? QUARANTINED);
    const { dropped, droppedTexts, refused } = this.#counters;
    if (dropped + droppedTexts + refused === 0) return;
    this.#logger.warn(
      `Calls dropped: ${dropped}, kept without their texts: ${droppedTexts}, refused by PostgreSQL: ${refused}.`,
    );
  }

  /** What there is to see of it. */
  state(): DeliveryState {
    return deliveryState(
      this.#buffer,
      this.#quarantine,
      this.#pump.onTheirWay,
      this.#journal,
      this.#counters,
      this.#circuit,
    );
  }

  #wakeLater(): void {
    this.#timer ??= setTimeout(() => this.#wake(), this.#options.flushIntervalMs).unref();
  }

  #wake(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pump.start(() => this.#rest());
  }

  #rest(): void {
    if (this.#closed) return;
    this.#stored();
    if (this.#waiting.isEmpty) this.#journal?.rest();
    else this.#wakeLater();
    void this.#journal?.storeRetained(this.#store);
  }

  /** Its batch is resolved without it, so it is written down anew. */
  #quarantineCall(line: CallLine, reason: string): void {
    const encoded = this.#encoder.encode(bytesOf([line]).toString());
    encoded.lease = this.#journal?.append(encoded, true);
    const call = new WaitingCall(line.id);
    call.add(recordOf(line), encoded, encoded.end - encoded.start);
    if (this.#quarantine.add(call)) return this.#log.warn('quarantined', `${QUARANTINED} ${oneLine(reason)}`);
    call.resolve();
    this.#intake.drop(
      'quarantine full',
      `Calls that can be neither stored nor set aside are dropped. ${oneLine(reason)}`,
    );
  }

  #stored(): void {
    this.#flushes.notify();
    if (this.#flushes.isEmpty) this.#pump.hurry(false);
  }

  #reportLeft(problem: unknown): void {
    const lost = this.#buffer.onlyInMemory + this.#quarantine.onlyInMemory;
    this.#counters.dropped += lost;
    if (lost > 0)
      this.#logger.error(`${lost} calls could not be stored before shutdown and are lost. ${String(problem)}`);
    else
      this.#logger.warn(
        `What could not be stored before shutdown is in the journal, for the next start. ${String(problem)}`,
      );
  }
}

const QUARANTINED =
  'Calls can be neither stored nor set aside in llm_refused_calls: they wait separately from the others and are tried again.';

function unavailable(failure: unknown): LlmDatabaseUnavailableError {
  return failure instanceof LlmDatabaseUnavailableError ? failure : new LlmDatabaseUnavailableError(failure);
}
