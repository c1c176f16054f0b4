import type { Logger } from '@nestjs/common';

/** At most one line of the same topic in this time. */
const EVERY_MS = 30_000;

/** Warnings that do not flood the application's log. */
export class ThrottledLogger {
  readonly #loggedAt = new Map<string, number>();

  constructor(private readonly logger: Logger) {}

  /** @param topic one of a short list: of each topic a line is logged once in a while. */
  warn(topic: string, message: string): void {
    const now = performance.now();
    const last = this.#loggedAt.get(topic);
    if (last !== undefined && now - last < EVERY_MS) return;
    this.#loggedAt.set(topic, now);
    this.logger.warn(message);
  }
}
