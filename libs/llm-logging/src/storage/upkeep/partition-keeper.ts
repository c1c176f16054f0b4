import { Inject, Injectable, Logger } from '@nestjs/common';
import type { PartitionOutlook } from '../partitions/partition-outlook.js';
import { LlmDatabaseUnavailableError } from '../../errors.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import { LlmDatabase } from '../llm-database.js';
import { listPartitions } from '../partitions/list-partitions.js';
import { partitionsEnd } from '../partitions/partitions-end.js';
import { ensurePartitions } from '../partitions/partitions.js';
import { timesAhead } from '../partitions/times-ahead.js';

const EVERY_MS = 3_600_000;
/** How soon to look again while the database is away. */
const AWAY_MS = 60_000;
const DAY_MS = 86_400_000;

/** Days left from which on health is `degraded`: whoever makes partitions by hand needs time for it. */
const SHORT_DAYS = { byHand: 30, byItself: 3 };
/** Days left from which on it is said once a day. */
const WARNED_DAYS = { byHand: 90, byItself: 3 };

/** Makes partitions ahead while the application runs, unless `migrate: false` leaves the tables to others, and looks how far they reach. */
@Injectable()
export class PartitionKeeper implements PartitionOutlook {
  readonly #logger = new Logger('LlmLogging');
  readonly #maker: 'byHand' | 'byItself';
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #end: Date | null = null;
  #warnedAt = -Infinity;

  constructor(
    private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#maker = options.migrate ? 'byItself' : 'byHand';
  }

  get end(): Date | null {
    return this.#end;
  }

  get isShort(): boolean {
    return this.#daysLeft() < SHORT_DAYS[this.#maker];
  }

  start(): void {
    void this.#keep();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #keep(): Promise<void> {
    const isThere = await this.#makeQuietly();
    if (this.#isStopped) return;
    if (isThere) this.#warnInTime();
    this.#timer = setTimeout(() => void this.#keep(), isThere ? EVERY_MS : AWAY_MS).unref();
  }

  /** @returns false while the database is away: delivery says so already. */
  async #makeQuietly(): Promise<boolean> {
    try {
      const dataSource = await this.database.ready();
      if (this.#maker === 'byItself') await ensurePartitions(dataSource, this.database.schema, timesAhead());
    } catch (error) {
      if (this.#isStopped || error instanceof LlmDatabaseUnavailableError) return false;
      this.#logger.warn(`Partitions could not be made ahead; in an hour they are tried again. ${String(error)}`);
    }
    return this.#look();
  }

  async #look(): Promise<boolean> {
    try {
      const { schema } = this.database;
      const partitions = await listPartitions((sql, values) => this.database.query(sql, values), schema);
      this.#end = partitionsEnd(partitions, new Date());
      return true;
    } catch {
      return false;
    }
  }

  #daysLeft(): number {
    return this.#end === null ? Infinity : (this.#end.getTime() - Date.now()) / DAY_MS;
  }

  #warnInTime(): void {
    if (this.#daysLeft() >= WARNED_DAYS[this.#maker] || performance.now() - this.#warnedAt < DAY_MS) return;
    this.#warnedAt = performance.now();
    this.#logger.warn(
      `There are partitions for calls until ${this.#end!.toISOString().slice(0, 10)} only; calls from then on wait until there are more. Run \`npx nestjs-llm-logging partitions --ahead 12m\` as the owner of the tables.`,
    );
  }
}
