import { Logger } from '@nestjs/common';

const WARN_EVERY_MS = 30_000;

/** Calls that were let through, or refused, without an answer of the database, since the start. */
export class UnansweredCalls {
  readonly #logger = new Logger('LlmLogging');
  #warnedAt = -Infinity;
  allowed = 0;
  blocked = 0;

  /** @param isBlocked as `onUnavailable` says. */
  count(isBlocked: boolean, error: unknown): void {
    if (isBlocked) this.blocked += 1;
    else this.allowed += 1;
    if (performance.now() - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = performance.now();
    this.#logger.warn(
      `Budgets cannot be asked, so calls are ${isBlocked ? 'refused' : 'let through'} as \`onUnavailable\` says (${this.allowed} let through, ${this.blocked} refused so far): ${String(error)}`,
    );
  }
}
