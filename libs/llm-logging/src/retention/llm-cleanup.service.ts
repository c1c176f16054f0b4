import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../llm-logging.tokens.js';
import type { ResolvedOptions } from '../llm-logging.resolved-options.js';
import { LlmDatabase } from '../storage/llm-database.js';
import type { Query } from '../storage/query.js';
import { removeOldCalls } from '../storage/remove-old-calls.js';

/** Name of the job in the application's SchedulerRegistry. */
const JOB_NAME = 'llm-logging.cleanup';
const DAY_MS = 86_400_000;
/** Key of the advisory lock that lets one instance at a time clean up. */
const CLEANUP_LOCK = '7308332045016103';

/** Removes old calls when `retention.cron` says so. Where the application has a ScheduleModule, its SchedulerRegistry shows the job. */
@Injectable()
export class LlmCleanupService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('LlmLogging');
  #job: CronJob | undefined;

  constructor(
    private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Optional() @Inject(SchedulerRegistry) private readonly registry?: SchedulerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const { enabled, cron } = this.options.retention;
    if (!enabled) return;
    this.#job = CronJob.from({ cronTime: cron, onTick: () => this.#runQuietly(), start: true, unrefTimeout: true });
    this.registry?.addCronJob(JOB_NAME, this.#job);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#job === undefined) return;
    await this.#job.stop();
    if (this.registry?.doesExist('cron', JOB_NAME)) this.registry.deleteCronJob(JOB_NAME);
  }

  /**
   * Cleans up now.
   * @returns the number of rows removed; null where `retention.days` is not set or another instance is at it.
   */
  async run(): Promise<number | null> {
    const { days } = this.options.retention;
    if (days === undefined) return null;
    const before = new Date(Date.now() - days * DAY_MS);
    return this.#alone((query) => removeOldCalls(query, this.database.schema, before));
  }

  async #runQuietly(): Promise<void> {
    try {
      const removed = await this.run();
      if (removed) this.#logger.log(`${removed} calls older than ${this.options.retention.days} days removed.`);
    } catch (error) {
      this.#logger.warn(`Old calls could not be removed; the next run tries again. ${String(error)}`);
    }
  }

  /** Holds the lock on one connection and works on the same, so that a pool of one is enough, and a dead instance holds it no longer than its connection lives. */
  async #alone<T>(work: (query: Query) => Promise<T>): Promise<T | null> {
    const queryRunner = (await this.database.ready()).createQueryRunner();
    try {
      const [row] = (await queryRunner.query(`SELECT pg_try_advisory_lock(${CLEANUP_LOCK}) AS alone`)) as {
        alone: boolean;
      }[];
      if (row?.alone !== true) return null;
      try {
        return await work((sql, values) => queryRunner.query(sql, values));
      } finally {
        await queryRunner.query(`SELECT pg_advisory_unlock(${CLEANUP_LOCK})`);
      }
    } finally {
      await queryRunner.release();
    }
  }
}
