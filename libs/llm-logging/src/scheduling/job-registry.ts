import type { ModulesContainer } from '@nestjs/core';
import type { CronJob } from 'cron';

/** What the log asks of the `SchedulerRegistry` of `@nestjs/schedule`. */
export interface JobRegistry {
  addCronJob(name: string, job: CronJob): void;
  doesExist(type: 'cron', name: string): boolean;
  deleteCronJob(name: string): void;
}

/**
 * The `SchedulerRegistry` of an application that imports `ScheduleModule`. It is found by name: a class that is imported would be one
 * more package that every application needs, and its version for NestJS 12 is an ES module, which Jest in CommonJS cannot load.
 */
export function jobRegistryOf(modules: ModulesContainer): JobRegistry | undefined {
  for (const { metatype, providers } of modules.values()) {
    if (metatype?.name !== 'ScheduleModule') continue;
    for (const [token, { instance }] of providers)
      if (typeof token === 'function' && token.name === 'SchedulerRegistry') return instance as JobRegistry;
  }
  return undefined;
}
