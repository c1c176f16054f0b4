import type { LlmCallRecord } from 'llm-exchange/call';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import type { Batch, UnresolvedCall } from '../call-buffer.js';
import type { CallStore } from '../../storage/writing/call-store.js';
import type { ThrottledLogger } from '../throttled-logger.js';
import type { DeliveryCounters } from '../delivery-counters.js';
import type { Lease } from '../waiting-call.js';
import { Adoption } from './adoption.js';
import { Backlog } from './backlog.js';
import type { DatabaseIdentity } from '../../storage/database-identity.js';
import { JournalFolder } from './journal-folder.js';
import * as message from './journal-messages.js';
import { journalPlaceOf } from './journal-place.js';
import { JournalLimit } from './journal-limit.js';
import { Journal, type JournalOptions } from './journal.js';
import type { EncodedLine } from './journal-line.js';
import { RetainedBacklog } from './retained-backlog.js';
import { RetainedCalls } from './retained-calls.js';
import { Rewriting } from './rewriting.js';
import type { Segment } from './segment.js';
import type { JournalWatcher } from './turn-writer.js';

/** What memory holds besides. */
export interface Memory {
  /** Takes a line that the journal, which was its only place, could not write. */
  keep(line: EncodedLine): void;
  /** The calls in it that are not stored. */
  unresolved(): UnresolvedCall[];
}

/** Bytes of one segment, about, where the journal's bound allows it. */
const SEGMENT_BYTES = 16 * 1024 * 1024;
/** As long as one call of a file of retained ones is open the file stays. */
const RETAINED_SEGMENT_BYTES = 1024 * 1024;
const SEGMENTS = 16;

/** The journal with its backlog, its bound and what is retained, as delivery uses it. */
export class CallJournal {
  readonly #folder: JournalFolder;
  readonly #journal: Journal;
  readonly #backlog: Backlog;
  readonly #retained: RetainedCalls;
  readonly #retainedBacklog: RetainedBacklog;
  readonly #limit: JournalLimit;
  readonly #adoption: Adoption;
  readonly #rewriting: Rewriting;
  /** Segments name the database's id. */
  #namesId = false;

  private constructor(
    options: ResolvedOptions,
    counters: DeliveryCounters,
    private readonly log: ThrottledLogger,
    memory: Memory,
    private readonly database: () => DatabaseIdentity,
  ) {
    const { fsync, maxJournalBytes } = options.delivery;
    const share = Math.ceil(maxJournalBytes / SEGMENTS);
    const optionsOf = (kind: JournalOptions['kind'], bytes: number): JournalOptions => ({
      kind,
      segmentBytes: Math.min(bytes, share),
      fsync,
      database,
    });
    const watcher: JournalWatcher = {
      lost: (lines) => lines.forEach((line) => memory.keep(line)),
      failed: (error) => log.warn('journal', `${message.CANNOT_WRITE} ${String(error)}`),
      recovered: () => log.warn('journal works', message.WORKS_AGAIN),
      removed: () => this.#renew(),
    };
    this.#folder = new JournalFolder(journalPlaceOf(options), fsync, () => this.#renew());
    this.#journal = new Journal(this.#folder, optionsOf('journal', SEGMENT_BYTES), watcher);
    const retained = new Journal(this.#folder, optionsOf('retained', RETAINED_SEGMENT_BYTES), watcher);
    this.#backlog = new Backlog(this.#journal, counters);
    this.#retained = new RetainedCalls(retained, share);
    this.#retainedBacklog = new RetainedBacklog(retained, counters);
    this.#adoption = new Adoption(this.#folder, log);
    this.#rewriting = new Rewriting(this.#journal, this.#retained, () => [
      ...memory.unresolved(),
      ...this.#backlog.unresolved(),
    ]);
    this.#limit = new JournalLimit(this.#journal, this.#backlog, counters, maxJournalBytes - share, fsync);
  }

  /**
   * @returns undefined where there is none: not wanted, or its directory cannot be used.
   */
  static open(
    options: ResolvedOptions,
    counters: DeliveryCounters,
    log: ThrottledLogger,
    memory: Memory,
    database: () => DatabaseIdentity,
  ): CallJournal | undefined {
    if (options.delivery.durability === 'memory') return undefined;
    try {
      return new CallJournal(options, counters, log, memory, database);
    } catch (error) {
      log.warn('journal', `${message.CANNOT_OPEN} ${String(error)}`);
      return undefined;
    }
  }

  get path(): string {
    return this.#folder.path;
  }

  get bytes(): number {
    return this.#journal.bytes + this.#retained.bytes;
  }

  get segments(): number {
    return this.#journal.segments.length;
  }

  get isBroken(): boolean {
    return this.#journal.isBroken;
  }

  get hasBacklog(): boolean {
    return !this.#backlog.isEmpty;
  }

  /** Lines that have to be read back, as far as they were counted. */
  get backlogLines(): number {
    return this.#journal.segments.reduce((sum, { isBacklog, lines }) => sum + (isBacklog ? lines : 0), 0);
  }

  /** More comes in than room can be made for: what is new has to go without its texts, too. */
  get isFlooded(): boolean {
    return this.#limit.isFlooded;
  }

  /** Whether what can be sent again later is taken now. */
  get hasRoomForOthers(): boolean {
    return this.#limit.hasRoomForOthers;
  }

  /** Number of the newest segment. */
  get lastSegment(): number {
    return this.#journal.segments.at(-1)?.number ?? 0;
  }

  /** Number of the oldest segment that has to be read back. */
  get firstBacklog(): number | undefined {
    return this.#backlog.firstNumber;
  }

  /** As {@link Journal.append}. */
  append(line: EncodedLine, inMemory: boolean): Segment | undefined {
    const segment = this.#journal.append(line, inMemory);
    if (this.#limit.isReached) {
      this.log.warn('journal full', message.FULL);
      this.#limit.enforce();
    }
    return segment;
  }

  take(maxRows: number, maxBytes: number): Promise<Batch | undefined> {
    return this.#backlog.take(maxRows, maxBytes);
  }

  /** As {@link Journal.rest}. */
  rest(): void {
    this.#journal.rest();
  }

  /** Files that dead processes left for other databases: they are left alone. */
  get foreignSegments(): number {
    return this.#adoption.foreignSegments;
  }

  /** Takes over what dead processes left of this database. Which that is has to be known: until it was reached nothing is taken. */
  async adopt(): Promise<void> {
    const database = this.database();
    if (database.id === undefined) return;
    if (!this.#namesId) this.#rotate();
    this.#namesId = true;
    for (const file of await this.#adoption.adopt(database))
      (file.kind === 'retained' ? this.#retainedBacklog : this.#journal).adopt(file);
  }

  /** As {@link RetainedCalls.retain}. */
  retain(record: LlmCallRecord): Lease {
    return this.#retained.retain(record);
  }

  /** Stores what dead processes retained, where all else that they left is stored. Never throws. */
  async storeRetained(store: CallStore): Promise<void> {
    await this.#retainedBacklog.store(store, this.firstBacklog ?? Infinity);
  }

  /** Writes what is left and gives the folder up; what is in it is adopted by the next process. */
  close(): void {
    this.#rotate();
    this.#folder.close();
  }

  /** Somebody removed its files: what was in them and is in memory is written again. */
  #renew(): void {
    const wasTakenOver = this.#folder.wasTakenOver();
    this.#folder.remake();
    this.#rotate();
    if (wasTakenOver) this.log.warn('journal taken over', message.TAKEN_OVER);
    else this.log.warn('journal removed', message.REMOVED);
    void this.#rewriting.start();
  }

  #rotate(): void {
    this.#journal.rotate();
    this.#retained.rotate();
  }
}
