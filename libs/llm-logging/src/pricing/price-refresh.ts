import { Inject, Injectable, Logger } from '@nestjs/common';
import { updatePrices, type Provider } from '@pydantic/genai-prices';
import type { ResolvedOptions } from '../llm-logging.resolved-options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../llm-logging.tokens.js';

const HOUR_MS = 3_600_000;
const PATIENCE_MS = 30_000;

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
      const url = this.#options?.url;
      const response = await fetch(url ?? remoteUrl(), { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const providers: unknown = await response.json();
      if (!isPriceList(providers)) throw new Error('it is no price list');
      updatePrices(({ setProviderData }) => setProviderData(providers));
    } catch (error) {
      this.#logger.warn(`The price list could not be refreshed, the last one stays: ${String(error)}`);
    }
  }
}

/** Where the list's makers keep the newest one. */
function remoteUrl(): string {
  let url = '';
  updatePrices(({ remoteDataUrl }) => (url = remoteDataUrl));
  return url;
}

function isPriceList(value: unknown): value is Provider[] {
  return Array.isArray(value) && value.length > 0 && value.every(isProvider);
}

function isProvider(value: unknown): boolean {
  const { id, models } = (value ?? {}) as Partial<Provider>;
  return typeof id === 'string' && Array.isArray(models);
}
