import type { ModulesContainer } from '@nestjs/core';
import { CronJob } from 'cron';
import { jobRegistryOf, type JobRegistry } from './job-registry.js';

/** A job of the log's own that runs from when it is made until it is stopped, and stands in the application's `SchedulerRegistry` meanwhile. */
export class ScheduledJob {
  readonly #job: CronJob;
  readonly #registry: JobRegistry | undefined;

  /** @param cron when `work`, which never rejects, is done. */
  constructor(
    readonly name: string,
    cron: string,
    work: () => Promise<void>,
    modules: ModulesContainer,
  ) {
    this.#job = CronJob.from({ cronTime: cron, onTick: work, start: true, unrefTimeout: true });
    this.#registry = jobRegistryOf(modules);
    this.#registry?.addCronJob(name, this.#job);
  }

  async stop(): Promise<void> {
    await this.#job.stop();
    if (this.#registry?.doesExist('cron', this.name)) this.#registry.deleteCronJob(this.name);
  }
}
