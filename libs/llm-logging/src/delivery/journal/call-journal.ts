import type { LlmCallRecord } from '../../call/call-record.js';
import type { ResolvedOptions } from '../../llm-logging.resolved-options.js';
import type { Batch, Hold } from '../call-buffer.js';
import type { CallStore } from '../call-store.js';
import type { Complaints } from '../complaints.js';
import type { DeliveryCounters } from '../delivery-counters.js';
import { Backlog } from './backlog.js';
import { HeldBacklog } from './held-backlog.js';
import { HeldCalls } from './held-calls.js';
import { JournalFolder } from './journal-folder.js';
import { JournalLimit } from './journal-limit.js';
import { Journal, type JournalOptions, type JournalWatcher } from './journal.js';
import type { EncodedLine } from './journal-line.js';
import type { Segment } from './segment.js';

/** Bytes of one segment, about, where the journal's bound allows it. */
const SEGMENT_BYTES = 16 * 1024 * 1024;
/** As long as one call of a file of held ones is open the file stays. */
const HELD_SEGMENT_BYTES = 1024 * 1024;
const SEGMENTS = 16;

/** The journal with its backlog, its bound and what is held back, as delivery uses it. */
export class CallJournal {
  readonly #folder: JournalFolder;
  readonly #journal: Journal;
  readonly #backlog: Backlog;
  readonly #held: HeldCalls;
  readonly #heldBacklog: HeldBacklog;
  readonly #limit: JournalLimit;
  readonly #complaints: Complaints;

  private constructor(
    { delivery }: ResolvedOptions,
    counters: DeliveryCounters,
    complaints: Complaints,
    private readonly keepInMemory: (json: Buffer) => void,
  ) {
    this.#complaints = complaints;
    const { journalDirectory, isPublicPlace, fsync, maxJournalBytes } = delivery;
    const share = Math.ceil(maxJournalBytes / SEGMENTS);
    const optionsOf = (kind: JournalOptions['kind'], bytes: number): JournalOptions => ({
      kind,
      segmentBytes: Math.min(bytes, share),
      fsync,
    });
    const watcher: JournalWatcher = {
      lost: (lines) => lines.forEach(({ json }) => this.keepInMemory(json)),
      failed: (error) => complaints.say('journal', `${CANNOT_WRITE} ${String(error)}`),
      recovered: () => complaints.say('journal works', 'The journal can be written again.'),
    };
    this.#folder = new JournalFolder(journalDirectory, isPublicPlace, () => this.#rotate());
    this.#journal = new Journal(this.#folder, optionsOf('journal', SEGMENT_BYTES), watcher);
    const held = new Journal(this.#folder, optionsOf('held', HELD_SEGMENT_BYTES), watcher);
    this.#backlog = new Backlog(this.#journal, counters);
    this.#held = new HeldCalls(held, share);
    this.#heldBacklog = new HeldBacklog(held, counters);
    this.#limit = new JournalLimit(this.#journal, this.#backlog, counters, maxJournalBytes - share);
  }

  /**
   * @param keepInMemory takes a line that the journal, which was its only place, could not write.
   * @returns undefined where there is none: not wanted, or its directory cannot be used.
   */
  static open(
    options: ResolvedOptions,
    counters: DeliveryCounters,
    complaints: Complaints,
    keepInMemory: (json: Buffer) => void,
  ): CallJournal | undefined {
    if (options.delivery.durability === 'memory') return undefined;
    try {
      return new CallJournal(options, counters, complaints, keepInMemory);
    } catch (error) {
      complaints.say('journal', `${CANNOT_OPEN} ${String(error)}`);
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
      this.#complaints.say('journal full', FULL);
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

  /** Takes over what dead processes left. */
  async adopt(): Promise<void> {
    for (const file of await this.#folder.adopt())
      (file.kind === 'held' ? this.#heldBacklog : this.#journal).adopt(file);
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

  /** What goes on into a file that was removed would be on no disk. */
  #rotate(): void {
    this.#journal.rotate();
    this.#held.rotate();
  }
}

const REMEDY = 'Name a directory that this process may write with delivery.journalDirectory.';
const CANNOT_OPEN = `There is no journal, so calls that wait are in memory only and are lost with the process. ${REMEDY}`;
const CANNOT_WRITE =
  'The journal cannot be written, so calls that wait are in memory only until it can. Is there room on its disk?';
const FULL =
  'The journal is full (delivery.maxJournalBytes): the oldest texts go, then the oldest calls. Is the database away?';
