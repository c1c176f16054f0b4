import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { LlmQueryError } from '../errors.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { ScheduledJob } from '../scheduling/scheduled-job.js';
import { LlmDatabase } from '../storage/llm-database.js';
import type { RemovalPolicy } from './removal/call-classes.js';
import type { LlmCleanupReport } from './removal/removal-report.js';
import { removeCallsAlone } from './removal/remove-calls.js';

/** Name of the job in the application's SchedulerRegistry. */
const JOB_NAME = 'llm-logging.cleanup';

/** What one cleanup does. */
export interface CleanupOptions {
  /** Counts what would be done and changes nothing. */
  dryRun?: boolean;
  /** Removes the calls started more than so many days ago instead of what `retention` says. */
  daysOld?: number | undefined;
}

/** Removes old calls when `retention.cron` says so. Where the application has a ScheduleModule, its SchedulerRegistry shows the job. */
@Injectable()
export class LlmCleanupService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('LlmLogging');
  #job: ScheduledJob | undefined;

  constructor(
    private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    private readonly modules: ModulesContainer,
  ) {}

  onApplicationBootstrap(): void {
    const { enabled, cron } = this.options.retention;
    if (!enabled) return;
    this.#job = new ScheduledJob(JOB_NAME, cron, () => this.#runQuietly(), this.modules);
  }

  async onModuleDestroy(): Promise<void> {
    await this.#job?.stop();
  }

  /**
   * Cleans up now, as `retention` says.
   * @returns what was done; null where another instance is at it.
   * @throws LlmQueryError where neither `retention` nor `daysOld` says what is to go.
   */
  async run({ dryRun = false, daysOld }: CleanupOptions = {}): Promise<LlmCleanupReport | null> {
    return removeCallsAlone(this.database, this.#policy(daysOld), { dryRun });
  }

  #policy(daysOld: number | undefined): RemovalPolicy {
    const { days, payloadDays, rollupDays, rules, holdTags } = this.options.retention;
    if (daysOld === undefined) {
      if (days === undefined && payloadDays === undefined && rules.length === 0)
        throw new LlmQueryError('daysOld', 'is needed, as the option `retention` does not say what is to go');
      return { days, payloadDays, rollupDays, rules, holdTags };
    }
    if (!Number.isFinite(daysOld) || daysOld < 0) throw new LlmQueryError('daysOld', 'must be a number of days from 0');
    return { days: daysOld, holdTags };
  }

  async #runQuietly(): Promise<void> {
    try {
      const report = await this.run();
      if (report !== null && report.removed + report.emptied > 0) this.#logger.log(summaryOf(report));
    } catch (error) {
      this.#logger.warn(`Old calls could not be removed; the next run tries again. ${String(error)}`);
    }
  }
}

function summaryOf({ removed, emptied, underLegalHold, droppedPartitions }: LlmCleanupReport): string {
  return `${removed} old calls removed, with ${droppedPartitions.length} partitions dropped, ${emptied} without their texts now, ${underLegalHold} under legal hold.`;
}
