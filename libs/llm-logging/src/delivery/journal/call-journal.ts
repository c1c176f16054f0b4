import type { ResolvedOptions } from '../../llm-logging.resolved-options.js';
import type { Batch } from '../call-buffer.js';
import type { Complaints } from '../complaints.js';
import type { DeliveryCounters } from '../delivery-counters.js';
import { Backlog } from './backlog.js';
import { JournalLimit } from './journal-limit.js';
import { Journal } from './journal.js';
import type { EncodedLine } from './journal-line.js';
import type { Segment } from './segment.js';

/** The journal with its backlog and its bound, as delivery uses it. */
export class CallJournal {
  readonly #journal: Journal;
  readonly #backlog: Backlog;
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
    const options = { directory: journalDirectory, isPublicPlace, fsync, maxBytes: maxJournalBytes };
    this.#journal = new Journal(options, {
      lost: (lines) => lines.forEach(({ json }) => this.keepInMemory(json)),
      failed: (error) => complaints.say('journal', `${CANNOT_WRITE} ${String(error)}`),
      recovered: () => complaints.say('journal works', 'The journal can be written again.'),
    });
    this.#backlog = new Backlog(this.#journal, counters);
    this.#limit = new JournalLimit(this.#journal, this.#backlog, counters, maxJournalBytes);
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
    return this.#journal.path;
  }

  get bytes(): number {
    return this.#journal.bytes;
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

  async adopt(): Promise<void> {
    await this.#journal.adopt();
  }

  close(): void {
    this.#journal.close();
  }
}

const REMEDY = 'Name a directory that this process may write with delivery.journalDirectory.';
const CANNOT_OPEN = `There is no journal, so calls that wait are in memory only and are lost with the process. ${REMEDY}`;
const CANNOT_WRITE =
  'The journal cannot be written, so calls that wait are in memory only until it can. Is there room on its disk?';
const FULL =
  'The journal is full (delivery.maxJournalBytes): the oldest texts go, then the oldest calls. Is the database away?';
