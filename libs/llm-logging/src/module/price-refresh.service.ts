import { Inject, Injectable, Logger } from '@nestjs/common';
import { useNewestPrices } from 'llm-exchange/pricing';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';

const HOUR_MS = 3_600_000;

/** Fetches the newest price list now and then, where the application asks for it. What cannot be fetched leaves the last good one. */
@Injectable()
export class PriceRefresh {
  readonly #options: ResolvedOptions['refreshPrices'];
  readonly #logger = new Logger('LlmLogging');
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions) {
    this.#options = options.refreshPrices;
  }

  start(): void {
    if (this.#options === undefined) return;
    void this.refresh();
    this.#timer = setInterval(() => void this.refresh(), this.#options.everyHours * HOUR_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Never throws. */
  async refresh(): Promise<void> {
    try {
      await useNewestPrices(this.#options?.url);
    } catch (error) {
      this.#logger.warn(`The price list could not be refreshed, the last one stays: ${String(error)}`);
    }
  }
}
