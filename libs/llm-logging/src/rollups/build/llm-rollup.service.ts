import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import { LlmDatabase } from '../../storage/llm-database.js';
import { whileAwaited } from '../../storage/while-awaited.js';
import type { ZoneChange } from './adopt-zone.js';
import { refreshRollups, type RefreshedRollups, type RefreshOptions } from './refresh-rollups.js';

const INTERVAL_MS = 30_000;

/** Keeps rollups up with the calls: every half minute, in one of all instances at a time. */
@Injectable()
export class LlmRollupService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('LlmLogging');
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;
  #isFailing = false;

  /** Undefined once days are kept in it: where two applications differ, the one that started last decides. */
  #timeZone: string | undefined;

  constructor(
    private readonly database: LlmDatabase,
    @Optional() @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options?: Pick<ResolvedOptions, 'timeZone'>,
  ) {
    this.#timeZone = options?.timeZone;
  }

  onApplicationBootstrap(): void {
    if (this.database.isOff) return;
    this.#timer = setInterval(() => void (this.#running ??= this.#runQuietly()), INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    if (this.#running !== undefined) await whileAwaited(this.#running);
  }

  /** Builds the rollups of all hours and days that changed and are over now, rather than when their time comes. */
  refresh(): Promise<RefreshedRollups> {
    return whileAwaited(this.#refresh({ eager: true }));
  }

  async #refresh(options: RefreshOptions): Promise<RefreshedRollups> {
    const timeZone = this.#timeZone;
    const onBegin = (): void => void (this.#timeZone = undefined);
    const onZoneChange = (change: ZoneChange): void => this.#reportZone(change);
    return refreshRollups(this.database, { ...options, timeZone, onBegin, onZoneChange });
  }

  #reportZone({ from, to, since }: ZoneChange): void {
    const kept =
      since === 0
        ? ''
        : ` Those before ${new Date(since).toISOString()} stay in ${from}, as calls of them are removed.`;
    this.#logger.log(
      `Days and weeks of statistics begin in ${to} now, and are built again; they began in ${from}.${kept}`,
    );
  }

  async #runQuietly(): Promise<void> {
    try {
      await this.#refresh({ isStopped: () => this.#isStopped });
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing && !this.#isStopped)
        this.#logger.warn(`Rollups could not be built; statistics read calls until they can. ${String(error)}`);
      this.#isFailing = true;
    } finally {
      this.#running = undefined;
    }
  }
}
