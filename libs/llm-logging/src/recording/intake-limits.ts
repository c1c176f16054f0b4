import type { CleaningLimits } from 'llm-exchange/privacy';
import type { Rejected } from './selectors.js';

/** What may be stored of a call, and who gets to know what was left out. */
export interface IntakeLimits extends CleaningLimits {
  readonly payloads: boolean;
  /** Of these calls no text is stored, whoever gives it. */
  readonly withholds?: boolean;
  /** Gets what was left out, and why. */
  readonly report?: (rejected: Rejected) => void;
  /** A call ended well, and neither its model nor its tokens are known. */
  readonly reportUnread?: () => void;
}
