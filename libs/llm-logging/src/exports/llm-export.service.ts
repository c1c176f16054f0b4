import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { LlmLoggingError } from '../errors.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { ScheduledJob } from '../scheduling/scheduled-job.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { openExportTarget } from './export-target.js';
import { hoursAgain } from './hours-again.js';
import { loadParquet } from './parquet-package.js';
import { runExports, type LlmExportReport } from './run-exports.js';

/** Name of the job in the application's SchedulerRegistry. */
const JOB_NAME = 'llm-logging.exports';

/** Writes calls and rollups of each hour to a directory or an S3-compatible store, when `exports.cron` says so. */
@Injectable()
export class LlmExportService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('LlmLogging');
  readonly #stop = new AbortController();
  #job: ScheduledJob | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    private readonly modules: ModulesContainer,
  ) {}

  /** @throws LlmLoggingError where a package that the option needs is missing. */
  async onApplicationBootstrap(): Promise<void> {
    const { exports, enabled } = this.options;
    if (exports === false || !enabled) return;
    if (exports.formats.includes('parquet')) await loadParquet();
    (await openExportTarget(exports.to)).close();
    if (!exports.enabled) return;
    const work = (): Promise<void> => (this.#running = this.#runQuietly());
    this.#job = new ScheduledJob(JOB_NAME, exports.cron, work, this.modules);
  }

  /** The hour that is at work is finished. */
  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#job?.stop();
    await this.#running;
  }

  /**
   * Writes the hours that are due now.
   * @returns what was written; null where another instance is at it.
   * @throws LlmLoggingError without the option `exports`, and whatever directory, store or database says.
   */
  run(): Promise<LlmExportReport | null> {
    return runExports(this.database, this.#settings(), { signal: this.#stop.signal });
  }

  /**
   * Writes hours once more, over what was written before: such as after calls came late, or were repriced. Hours of `from` and `to` included.
   * @throws LlmQueryError where `to` is before `from`, or not over yet; else as {@link run}.
   */
  runAgain({ from, to }: { from: Date; to: Date }): Promise<LlmExportReport | null> {
    const again = hoursAgain(from, to);
    return runExports(this.database, this.#settings(), { again, signal: this.#stop.signal });
  }

  #settings(): Exclude<ResolvedOptions['exports'], false> {
    const { exports } = this.options;
    if (exports === false)
      throw new LlmLoggingError(
        "There is nowhere to export to: give the option exports, such as { to: { directory: '/data/llm' } }.",
      );
    return exports;
  }

  async #runQuietly(): Promise<void> {
    try {
      const report = await this.run();
      const changed = report?.changedHours ?? [];
      if (changed.length > 0)
        this.#logger.warn(
          `Calls came late for hours that were exported: ${changed.map((hour) => hour.toISOString()).join(', ')}. Export these hours again: nestjs-llm-logging export-hours --from <time> --to <time>.`,
        );
    } catch (error) {
      this.#logger.warn(`Calls could not be exported; the next run tries again. ${String(error)}`);
    }
  }
}
