import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { writeEvent } from '../storage/events/event-rows.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { durationMs } from '../options/duration.js';
import type { LlmAlert } from '../options/alerts.options.js';

const DEFAULT_EVERY_MS = 3_600_000;
const LONGEST_MS = 31 * 86_400_000;

/** Alerts on records that this process has dropped: no other knows of them. */
@Injectable()
export class DroppedRecords {
  readonly #alerts: readonly LlmAlert[];
  readonly #samples: { readonly at: number; readonly dropped: number }[] = [];
  readonly #active = new Set<string>();

  constructor(
    @Inject(LlmDatabase) private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#alerts = options.alerts.filter(
      ({ metric, above }) => metric === 'droppedRecords' && typeof above === 'number',
    );
  }

  get hasAlerts(): boolean {
    return this.#alerts.length > 0;
  }

  /** @param dropped since the start of the process. @throws as the database does. */
  async evaluate(dropped: number, now = Date.now()): Promise<void> {
    if (this.#samples.length === 0) this.#samples.push({ at: now - LONGEST_MS, dropped: 0 });
    if (this.#samples.at(-1)!.dropped !== dropped) this.#samples.push({ at: now, dropped });
    for (const alert of this.#alerts) await this.#look(alert, dropped, now);
  }

  async #look(
    { name, over, above, everyMs = DEFAULT_EVERY_MS }: LlmAlert,
    dropped: number,
    now: number,
  ): Promise<void> {
    const from = now - durationMs(over)!;
    const before = this.#samples.findLast(({ at }) => at < from)?.dropped ?? 0;
    const [value, threshold] = [dropped - before, above as number];
    const isAbove = value > threshold;
    if (!isAbove && !this.#active.has(name)) return;
    const kind = isAbove ? 'alert' : 'resolved';
    // All processes drop records in the same trouble: the first one to notice reports it, once in `everyMs`.
    const turn = Math.floor(now / Math.max(everyMs, 1));
    await writeEvent((sql, values) => this.database.query(sql, values), this.database.schema, {
      key: `dropped ${JSON.stringify(name)} ${kind} ${turn}`,
      kind,
      name,
      subject: null,
      value,
      threshold,
      companyId: null,
      windowStart: new Date(from),
      windowEnd: new Date(now),
    });
    if (isAbove) this.#active.add(name);
    else this.#active.delete(name);
  }
}
