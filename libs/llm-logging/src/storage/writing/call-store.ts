import type { CallLine } from './call-line.js';
import type { DatabaseIdentity } from '../database-identity.js';

/** Where batches go: all that delivery knows of storage. */
export interface CallStore {
  /**
   * Stores calls in one transaction: all or none. Storing a call again is harmless.
   * No id twice in one batch.
   */
  write(calls: readonly CallLine[]): Promise<void>;
  /**
   * Gives what exchanges reported to the calls around them, their parents, that have no outcome: not where the exchange has a row of
   * its own. Doing so again is harmless.
   */
  writeRetained(exchanges: readonly CallLine[]): Promise<void>;
  /** Keeps a record that {@link write} refused, as it is, with the reason. */
  setAside(call: CallLine, reason: string): Promise<void>;
  /** Which database it is, as far as that is known. */
  identity(): DatabaseIdentity;
  /** Whether an error of {@link write} comes of what the lines say, so that trying again is of no use. */
  refusesContent(error: unknown): boolean;
  /** Whether an error of {@link write} comes of a statement that took too long: fewer calls may fit its time. */
  tookTooLong(error: unknown): boolean;
  /** Whether an error of {@link write} or {@link setAside} is one of the database at large, none of the calls' own. */
  isAway(error: unknown): boolean;
}

/** Token of the {@link CallStore}. */
export const CallStore = Symbol('CallStore');
