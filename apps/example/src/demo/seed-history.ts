import type { LlmCallRepository, LlmLoggerService, LlmRollupService } from 'nestjs-llm-logging';
import { DAY_MS } from './day-cycle.js';
import { planDay } from './day-plan.js';
import { metadataAt, releaseAt, type PlannedCall, type PlannedTrace } from './planned-call.js';
import { Texts } from './texts.js';
import { Workload } from './workload.js';

export interface SeedTools {
  /** Of the usual traffic; default all of it. */
  readonly share?: number;
  readonly logger: LlmLoggerService;
  readonly calls: LlmCallRepository;
  readonly rollups: LlmRollupService;
  readonly onDay?: (day: number, calls: number) => void;
  /** Ends it after the trace that is being recorded. */
  readonly signal?: AbortSignal;
}

/**
 * Records what happened in the `days` before `now`. What is there already stays as it is: a second run adds what has come since.
 * @returns the number of calls recorded.
 */
export async function seedHistory(
  days: number,
  now: Date,
  { share, logger, calls, rollups, onDay, signal }: SeedTools,
): Promise<number> {
  const { items } = await calls.listByFilters({ metadata: { demo: true }, limit: 1 });
  const known = items[0]?.startedAt?.getTime() ?? 0;
  const [workload, texts] = [new Workload(), new Texts()];
  const today = Math.floor(now.getTime() / DAY_MS);
  let recorded = 0;
  for (let day = today - days; day <= today; day += 1) {
    const from = Math.max(known + 1, now.getTime() - days * DAY_MS);
    const traces = planDay(day, workload, texts, share).filter(
      ({ startedAt, endsAt }) => startedAt.getTime() >= from && endsAt <= now,
    );
    for (const trace of traces) {
      if (signal?.aborted) return recorded;
      recorded += await recordTrace(logger, trace);
    }
    // So that no more than a day waits in memory.
    await logger.flush();
    onDay?.(day - today + days + 1, recorded);
  }
  if (items.length === 0) await startSome(logger, now);
  await logger.flush();
  await rollups.refresh();
  return recorded;
}

async function recordTrace(logger: LlmLoggerService, { context, calls }: PlannedTrace): Promise<number> {
  const recordAll = async (planned: readonly PlannedCall[], parentCallId?: string): Promise<number> => {
    let recorded = 0;
    for (const { call, steps } of planned) {
      const id = await logger.record({ ...context, ...call, parentCallId });
      recorded += 1 + (await recordAll(steps, id));
    }
    return recorded;
  };
  return recordAll(calls);
}

/** Calls that are under way as the history ends; after `pendingTimeoutMs` the application takes them for lost. */
async function startSome(logger: LlmLoggerService, now: Date): Promise<void> {
  for (const [index, prompt] of ['Compare this quarter’s reviews with the last.', 'Why do returns go up?'].entries()) {
    const startedAt = new Date(now.getTime() - (index + 1) * 4_000);
    await logger.logChat({
      startedAt,
      prompt,
      provider: 'openai',
      model: 'gpt-5-mini',
      userId: `acme-user-0${index + 1}`,
      companyId: 'acme',
      tags: ['stream'],
      origin: 'POST /chat',
      release: releaseAt(startedAt),
      metadata: metadataAt(startedAt),
    });
  }
}
