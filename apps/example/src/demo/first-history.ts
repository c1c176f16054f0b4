import type { INestApplicationContext } from '@nestjs/common';
import { LlmCallRepository, LlmLoggerService, LlmRollupService } from 'nestjs-llm-logging';
import { seedHistory } from './seed-history.js';

/** Of the usual traffic: enough to look at, and there within a minute while the application answers. */
const SHARE = 0.25;

/**
 * Gives a log that has no calls a history to look at, while the application runs.
 * @param signal ends it early; the next start goes on where it ended.
 * @returns the number of calls; undefined where there are calls of the application's own already.
 */
export async function recordFirstHistory(
  app: INestApplicationContext,
  days: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const calls = app.get(LlmCallRepository);
  const [newest, demo] = [
    await calls.listByFilters({ limit: 1 }),
    await calls.listByFilters({ metadata: { demo: true }, limit: 1 }),
  ];
  if (newest.items.length > 0 && demo.items.length === 0) return undefined;
  return seedHistory(days, new Date(), {
    share: SHARE,
    logger: app.get(LlmLoggerService),
    calls,
    rollups: app.get(LlmRollupService),
    signal,
  });
}
