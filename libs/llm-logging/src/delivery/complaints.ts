import type { Logger } from '@nestjs/common';

/** At most one line of the same complaint in this time. */
const EVERY_MS = 30_000;

/** Warnings that do not flood the log. */
export class Complaints {
  readonly #saidAt = new Map<string, number>();

  constructor(private readonly logger: Logger) {}

  /** @param topic of a short list: what is said of one topic is said once in a while. */
  say(topic: string, message: string): void {
    const now = performance.now();
    const last = this.#saidAt.get(topic);
    if (last !== undefined && now - last < EVERY_MS) return;
    this.#saidAt.set(topic, now);
    this.logger.warn(message);
  }
}
