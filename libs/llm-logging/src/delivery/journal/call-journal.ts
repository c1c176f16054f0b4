import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LlmCallRecord } from 'llm-exchange/call';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import type { Batch, UnsettledCall } from '../call-buffer.js';
import { bytesOf } from '../../storage/writing/call-line.js';
import type { CallStore } from '../../storage/writing/call-store.js';
import type { ThrottledLogger } from '../throttled-logger.js';
import type { DeliveryCounters } from '../delivery-counters.js';
import type { Hold } from '../waiting-call.js';
import { Backlog } from './backlog.js';
import type { DatabaseIdentity } from '../../storage/database-identity.js';
import { HeldBacklog } from './held-backlog.js';
import { HeldCalls } from './held-calls.js';
import { JournalFolder } from './journal-folder.js';
import { journalPlaceOf } from './journal-place.js';
import { JournalLimit } from './journal-limit.js';
import { Journal, type JournalOptions, type JournalWatcher } from './journal.js';
import { LineEncoder, type EncodedLine } from './journal-line.js';
import type { Segment } from './segment.js';

/** What memory holds besides. */
export interface Memory {
  /** Takes a line that the journal, which was its only place, could not write. */
  keep(line: EncodedLine): void;
  /** The calls in it that are not stored. */
  unsettled(): UnsettledCall[];
}

/** Bytes of one segment, about, where the journal's bound allows it. */
const SEGMENT_BYTES = 16 * 1024 * 1024;
/** As long as one call of a file of held ones is open the file stays. */
const HELD_SEGMENT_BYTES = 1024 * 1024;
const SEGMENTS = 16;
/** How long lines are written again before others get their turn, in ms. */
const SLICE_MS = 2;

/** The journal with its backlog, its bound and what is held back, as delivery uses it. */
export class CallJournal {
  readonly #encoder = new LineEncoder();
  readonly #folder: JournalFolder;
  readonly #journal: Journal;
  readonly #backlog: Backlog;
  readonly #held: HeldCalls;
  readonly #heldBacklog: HeldBacklog;
  readonly #limit: JournalLimit;
  readonly #log: ThrottledLogger;
  /** Folders of other databases that were reported. */
  readonly #toldOf = new Set<string>();
  /** Segments name the database's id. */
  #namesId = false;

  private constructor(
    options: ResolvedOptions,
    counters: DeliveryCounters,
    log: ThrottledLogger,
    private readonly memory: Memory,
    private readonly database: () => DatabaseIdentity,
  ) {
    this.#log = log;
    const { fsync, maxJournalBytes } = options.delivery;
    const share = Math.ceil(maxJournalBytes / SEGMENTS);
    const optionsOf = (kind: JournalOptions['kind'], bytes: number): JournalOptions => ({
      kind,
      segmentBytes: Math.min(bytes, share),
      fsync,
      database,
    });
    const watcher: JournalWatcher = {
      lost: (lines) => lines.forEach((line) => this.memory.keep(line)),
      failed: (error) => log.warn('journal', `${CANNOT_WRITE} ${String(error)}`),
      recovered: () => log.warn('journal works', 'The journal can be written again.'),
      removed: () => this.#renew(),
    };
    this.#folder = new JournalFolder(journalPlaceOf(options), fsync, () => this.#renew());
    this.#journal = new Journal(this.#folder, optionsOf('journal', SEGMENT_BYTES), watcher);
    const held = new Journal(this.#folder, optionsOf('held', HELD_SEGMENT_BYTES), watcher);
    this.#backlog = new Backlog(this.#journal, counters);
    this.#held = new HeldCalls(held, share);
    this.#heldBacklog = new HeldBacklog(held, counters);
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
      log.warn('journal', `${CANNOT_OPEN} ${String(error)}`);
      return undefined;
    }
  }

  get path(): string {
    return this.#folder.path;
  }

  get bytes(): number {
    return this.#journal.bytes + this.#held.bytes;
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
      this.#log.warn('journal full', FULL);
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
    return this.#folder.foreign.segments;
  }

  /** Takes over what dead processes left of this database. Which that is has to be known: until it was reached nothing is taken. */
  async adopt(): Promise<void> {
    const database = this.database();
    if (database.id === undefined) return;
    if (!this.#namesId) this.#rotate();
    this.#namesId = true;
    for (const file of await this.#folder.adopt(database))
      (file.kind === 'held' ? this.#heldBacklog : this.#journal).adopt(file);
    this.#tellForeign();
  }

  #tellForeign(): void {
    const { folders } = this.#folder.foreign;
    const news = folders.filter((folder) => !this.#toldOf.has(folder));
    if (news.length === 0) return;
    for (const folder of news) this.#toldOf.add(folder);
    this.#log.warn('journal of another database', `${FOREIGN} ${news.join(', ')}`);
  }

  /** As {@link HeldCalls.hold}. */
  hold(record: LlmCallRecord): Hold {
    return this.#held.hold(record);
  }

  /** Stores what dead processes held back, where all else that they left is stored. Never throws. */
  async storeHeld(store: CallStore): Promise<void> {
    await this.#heldBacklog.store(store, this.firstBacklog ?? Infinity);
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
    if (wasTakenOver) this.#log.warn('journal taken over', TAKEN_OVER);
    else this.#log.warn('journal removed', REMOVED);
    void this.#writeAgain();
  }

  async #writeAgain(): Promise<void> {
    // A call that is being accepted is in memory then.
    await nextTurn();
    this.#held.writeAgain();
    let since = performance.now();
    for (const call of [...this.memory.unsettled(), ...this.#backlog.unsettled()]) {
      if (!call.isSettled) this.#writeCall(call);
      if (performance.now() - since < SLICE_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  #writeCall(call: UnsettledCall): void {
    call.hold(this.#journal.append(this.#encoder.encode(bytesOf([call]).toString()), true));
  }

  #rotate(): void {
    this.#journal.rotate();
    this.#held.rotate();
  }
}

const REMEDY = 'Name a directory that this process may write with delivery.journalDirectory.';
const CANNOT_OPEN = `There is no journal, so calls that wait are in memory only and are lost with the process. ${REMEDY}`;
const CANNOT_WRITE =
  'The journal cannot be written, so calls that wait are in memory only until it can. Is there room on its disk?';
const REMOVED =
  'Files of the journal were removed under the running process: calls that are in memory are written again.';
const TAKEN_OVER =
  'Another process has taken over the journal of this one, which had not stirred for a minute (a machine that slept?) and seemed dead: calls that are in memory are written again. None is lost, none is stored twice.';
const FOREIGN =
  'The journal has files of dead processes for another database, or that do not say for which. They are left alone: an application on that database stores them.';
const FULL =
  'The journal is full (delivery.maxJournalBytes): the oldest texts go, then the oldest calls. Is the database away?';
