import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { writeEvent } from '../storage/events/event-rows.js';
import { readAlertStates, writeAlertState, takeTurnAt } from '../storage/events/alert-states.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { alertValues, type AlertValues } from './alert-values.js';
import { durationMs } from '../options/duration.js';
import { judge, type Finding } from './judge-alert.js';
import type { LlmAlert } from '../options/alerts.options.js';

/** Key of the advisory lock that lets one instance at a time look. */
const ALERT_LOCK = '7308332045016122';
const LIMITS = { statementTimeoutMs: 15_000 };
const WEEK_MS = 7 * 86_400_000;
/** Of how many weeks before what is usual is the average. */
const WEEKS = 4;
const DEFAULT_EVERY_MS = 3_600_000;

type Database = Pick<LlmDatabase, 'transaction' | 'schema'>;

/** Looks at the metrics of all alerts, in one instance at a time. */
@Injectable()
export class AlertEvaluator {
  readonly #alerts: readonly LlmAlert[];

  constructor(
    @Inject(LlmDatabase) private readonly database: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#alerts = options.alerts.filter(({ metric }) => metric !== 'droppedRecords');
  }

  get hasAlerts(): boolean {
    return this.#alerts.length > 0;
  }

  /**
   * @param sinceMs leaves it where an instance has looked since so long.
   * @returns the number of events written; null where another instance is at it, or was.
   */
  evaluate(sinceMs = 0): Promise<number | null> {
    return this.database.withAdvisoryLock(ALERT_LOCK, async (transaction) => {
      const database: Database = { transaction, schema: this.database.schema };
      if (!(await transaction(LIMITS, (query) => takeTurnAt(query, this.database.schema, sinceMs)))) return null;
      return this.#lookAtAll(database);
    });
  }

  /** An alert that cannot be read, such as one of too many rows, does not keep the others from being looked at. @throws what the first one failed with. */
  async #lookAtAll(database: Database): Promise<number> {
    const failures: unknown[] = [];
    let events = 0;
    for (const alert of this.#alerts) {
      try {
        events += await this.#look(database, alert);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return events;
  }

  async #look({ transaction, schema }: Database, alert: LlmAlert): Promise<number> {
    const now = Date.now();
    const from = now - durationMs(alert.over)!;
    const database = { transaction, schema };
    const values = await alertValues(database, alert, from, now);
    const thresholdOf = await this.#thresholds(database, alert, from, now);
    const states = await transaction(LIMITS, (query) => readAlertStates(query, schema, alert.name));
    const judging = { now, minCalls: alert.minCalls ?? 1, everyMs: alert.everyMs ?? DEFAULT_EVERY_MS, thresholdOf };
    const findings = judge(values, states, judging);
    for (const finding of findings) await this.#note({ transaction, schema }, alert, finding, from, now);
    return findings.length;
  }

  /** A figure; or of each value what is usual at this hour of the week. */
  async #thresholds(
    database: Database,
    alert: LlmAlert,
    from: number,
    to: number,
  ): Promise<(subject: string) => number | undefined> {
    const { above } = alert;
    if (typeof above === 'number') return () => above;
    const weeks: AlertValues[] = [];
    for (let week = 1; week <= WEEKS; week += 1)
      weeks.push(await alertValues(database, alert, from - week * WEEK_MS, to - week * WEEK_MS));
    return (subject) => {
      const known = weeks.flatMap((values) => values.get(subject) ?? []).filter(({ calls }) => calls > 0);
      if (known.length === 0) return undefined;
      return (above.timesUsual * known.reduce((sum, { value }) => sum + value, 0)) / known.length;
    };
  }

  async #note(
    { transaction, schema }: Database,
    { name, per, match }: LlmAlert,
    { subject, value, threshold, isActive, event }: Finding,
    from: number,
    now: number,
  ): Promise<void> {
    await transaction(LIMITS, async (query) => {
      await writeAlertState(query, schema, { name, subject, isActive, eventAt: isActive ? now : null });
      if (event === undefined) return;
      await writeEvent(query, schema, {
        key: ['alert', JSON.stringify(name), JSON.stringify(subject), event, now].join(' '),
        kind: event,
        name,
        subject: subject === '' ? null : subject,
        value,
        threshold,
        windowStart: new Date(from),
        windowEnd: new Date(now),
        companyId: (per === 'company' ? subject : match?.companyId) ?? null,
      });
    });
  }
}
