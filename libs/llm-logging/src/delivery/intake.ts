import type { LlmCallRecord } from 'llm-exchange/call';
import { hasTexts, jsonOf, recordOf, emptiedRecord } from '../storage/writing/call-line.js';
import type { CallBuffer } from './call-buffer.js';
import type { DeliveryCounters } from './delivery-counters.js';
import type { CallJournal } from './journal/call-journal.js';
import type { EncodedLine, LineEncoder } from './journal/journal-line.js';
import type { ThrottledLogger } from './throttled-logger.js';

/** From this share of its bytes on the buffer takes, of calls that are kept nowhere else, numbers only. */
const TEXTS_UP_TO = 0.75;

/** How long a call is taken to wait that is in the journal alone, for want of memory. */
const IN_JOURNAL_ALONE_MS = 10_000;

const FULL = 'The buffer is full (maxBufferedBytes): new calls are';

/**
 * Where an accepted call waits:
 *
 * | memory         | journal          | the call is kept                            |
 * |----------------|------------------|---------------------------------------------|
 * | has room       | works            | in both                                     |
 * | has room       | none, or broken  | in memory                                   |
 * | is nearly full | works            | in the journal; from memory's batches it is left out |
 * | is nearly full | works, is flooded| in the journal, without its texts: counted  |
 * | is nearly full | none, or broken  | in memory, without its texts: counted       |
 * | is full        | none, or broken  | nowhere: counted                            |
 */
export class Intake {
  constructor(
    private readonly buffer: CallBuffer,
    private readonly journal: CallJournal | undefined,
    private readonly encoder: LineEncoder,
    private readonly counters: DeliveryCounters,
    private readonly log: ThrottledLogger,
  ) {}

  /** Keeps an event of a call, encoded as `line`. */
  keep(record: LlmCallRecord, line: EncodedLine): void {
    if (this.buffer.hasRoom(line, TEXTS_UP_TO)) {
      line.lease = this.journal?.append(line, true);
      this.buffer.put(record, line);
    } else if (this.journal === undefined) this.#keepNumbers(record, line.stored);
    else this.#keepInJournal(this.journal, record, line);
  }

  /** Keeps a line that was to be in the journal alone, which failed. */
  keepInMemory(line: EncodedLine): void {
    const record = recordOf({ parts: [line] });
    if (this.buffer.hasRoom(line, TEXTS_UP_TO)) this.buffer.put(record, line);
    else this.#keepNumbers(record);
  }

  /** Counts an event that is kept nowhere. */
  drop(topic: string, message: string): void {
    this.counters.dropped += 1;
    this.log.warn(topic, message);
  }

  #keepInJournal(journal: CallJournal, record: LlmCallRecord, line: EncodedLine): void {
    const isFlooded = journal.isFlooded && hasTexts(record);
    const kept = isFlooded ? this.encoder.encode(jsonOf(emptiedRecord(record, 'maxJournalBytes'))) : line;
    if (journal.append(kept, false) === undefined) return this.#keepNumbers(record, line.stored);
    // Nobody reports when a line of the journal alone is stored.
    if (line.stored !== undefined) setTimeout(line.stored, IN_JOURNAL_ALONE_MS).unref();
    if (isFlooded) this.counters.droppedTexts += 1;
  }

  #keepNumbers(record: LlmCallRecord, stored?: () => void): void {
    const numbers = emptiedRecord(record, 'maxBufferedBytes');
    const line = this.encoder.encode(jsonOf(numbers));
    if (!this.buffer.hasRoom(line)) {
      stored?.();
      return this.drop('full', `${FULL} dropped.`);
    }
    line.stored = stored;
    this.counters.droppedTexts += 1;
    this.log.warn('full', `${FULL} kept without their texts.`);
    this.buffer.put(numbers, line);
  }
}
