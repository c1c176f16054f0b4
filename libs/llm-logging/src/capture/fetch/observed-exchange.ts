import type { Json } from 'llm-exchange/reading';
import type { StreamWatcher } from '../follow/tap.js';

/** The head of an answer, from whatever client. */
export interface AnswerHead {
  readonly status: number | undefined;
  header(name: string): string | null;
}

/** An exchange that is looked at, from the head of its answer to the last byte. None of its methods throws. */
export interface ObservedExchange extends StreamWatcher {
  /** Sends its request: spans of the transport are inside that of the call. Absent where the call was made before. */
  send?<T>(work: () => T): T;
  answered(head: AnswerHead): void;
  /** An event of an answer that comes by a socket. */
  event(event: Json): void;
  cancel(reason?: unknown): void;
}
