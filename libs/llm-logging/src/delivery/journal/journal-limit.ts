import { open, rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hasTexts, jsonBytes, jsonOf, recordOf, emptiedRecord } from '../../storage/writing/call-line.js';
import type { DeliveryCounters } from '../delivery-counters.js';
import type { Backlog } from './backlog.js';
import { renamePatiently } from './file-system.js';
import type { Journal } from './journal.js';
import { callLines } from './journal-head.js';
import { LineEncoder, piecesOf, seal, type EncodedLine } from './journal-line.js';
import type { Segment } from './segment.js';

/** How long lines are rewritten before others get their turn, in ms. */
const SLICE_MS = 2;
/** Room is made in the background: so far above its bound the journal may be meanwhile. */
const FLOOD = 1.25;
/** Above this share others are asked to wait with what they send: it is not to push out calls that were accepted. */
const FOR_OTHERS = 0.9;

/** Keeps a journal within its bound: past it the oldest texts go first, and whole segments only when there are no texts left. */
export class JournalLimit {
  #isShrinking = false;

  constructor(
    private readonly journal: Journal,
    private readonly backlog: Backlog,
    private readonly counters: DeliveryCounters,
    private readonly maxBytes: number,
    /** Whether what is rewritten is to outlive a loss of power, as what was there did. */
    private readonly fsync: boolean,
  ) {}

  get isReached(): boolean {
    return this.journal.bytes > this.maxBytes;
  }

  get isFlooded(): boolean {
    return this.journal.bytes > this.maxBytes * FLOOD;
  }

  get hasRoomForOthers(): boolean {
    return this.journal.bytes < this.maxBytes * FOR_OTHERS;
  }

  /** Makes room, in the background. Never throws. */
  enforce(): void {
    if (this.#isShrinking || !this.isReached) return;
    this.#isShrinking = true;
    void this.#shrink().finally(() => (this.#isShrinking = false));
  }

  async #shrink(): Promise<void> {
    while (this.isReached) {
      const closed = this.journal.segments.filter((each) => each.isClosed && each !== this.backlog.reading);
      const withTexts = closed.find(({ isStripped }) => !isStripped);
      if (withTexts !== undefined) await this.#strip(withTexts);
      else if (closed[0] !== undefined) this.#drop(closed[0]);
      else return;
    }
  }

  async #strip(segment: Segment): Promise<void> {
    segment.isStripped = true;
    const draft = `${segment.file}.draft`;
    try {
      const before = await this.journal.read(segment);
      const { bytes, lines, stripped, corrupt } = await withoutItsTexts(before);
      await this.#writeDraft(draft, bytes);
      segment.lines = lines;
      // Stored, or being read, meanwhile: then it is no longer to be changed.
      if (!this.journal.segments.includes(segment) || this.backlog.reading === segment) return;
      renamePatiently(draft, segment.file);
      this.journal.shrunk(segment, segment.bytes - bytes.length);
      this.counters.corrupt += corrupt;
      if (segment.isBacklog) this.counters.droppedTexts += stripped;
    } catch {
      // Cannot be rewritten: it is dropped when its turn comes.
    } finally {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  async #writeDraft(path: string, lines: Buffer): Promise<void> {
    const draft = await open(path, 'w', 0o600);
    try {
      await draft.writeFile(this.journal.head());
      await draft.writeFile(lines);
      if (this.fsync) await draft.datasync();
    } finally {
      await draft.close();
    }
  }

  #drop(segment: Segment): void {
    if (segment.isBacklog) this.counters.dropped += segment.lines;
    this.journal.drop(segment);
  }
}

interface Stripped {
  readonly bytes: Buffer;
  readonly lines: number;
  /** Lines that had texts. */
  readonly stripped: number;
  /** Lines left out, as they were damaged. */
  readonly corrupt: number;
}

async function withoutItsTexts(segment: Buffer): Promise<Stripped> {
  const encoder = new LineEncoder();
  const lines: EncodedLine[] = [];
  let [stripped, corrupt] = [0, 0];
  let since = performance.now();
  for (const line of callLines(segment)) {
    if (line === undefined) {
      corrupt += 1;
      continue;
    }
    const record = recordOf({ parts: [jsonBytes(line)] });
    const isLong = hasTexts(record);
    const kept = encoder.encode(isLong ? jsonOf(emptiedRecord(record, 'maxJournalBytes')) : line.toString());
    seal(kept);
    lines.push(kept);
    if (isLong) stripped += 1;
    if (performance.now() - since < SLICE_MS) continue;
    await nextTurn();
    since = performance.now();
  }
  return { bytes: Buffer.concat(piecesOf(lines)), lines: lines.length, stripped, corrupt };
}
