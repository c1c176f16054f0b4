import { Inject, Injectable, Logger } from '@nestjs/common';
import { LlmDatabaseUnavailableError, LlmQueryError } from '../errors.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { readEvents, type EventDelivery as Delivery, type EventPlace } from '../storage/events/event-rows.js';
import { writeTestEvent } from '../storage/events/test-event.js';
import { LlmDatabase } from '../storage/llm-database.js';
import type { Query } from '../storage/query.js';
import { whileAwaited } from '../storage/while-awaited.js';
import { alertEvent } from './alert-event.js';
import { AlertEvaluator } from './alert-evaluator.js';
import { DroppedRecords } from './dropped-records.js';
import type { LlmAlertEvent } from './llm-alert-event.js';

const EVERY_MS = 30_000;
/** Where an instance has looked since so long, none else does. */
const TURN_MS = 20_000;
const MAX_PAGE = 500;

/** Which events. */
export interface LlmEventFilter {
  kind?: LlmAlertEvent['kind'] | undefined;
  /** Of the budget or alert. */
  name?: string | undefined;
  subject?: string | undefined;
  companyId?: string | undefined;
  /** 1 to 500, default 50. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}

/** An event, and what became of it at each of its targets. */
export interface LlmDeliveredEvent extends LlmAlertEvent {
  deliveries: Delivery[];
}

export interface LlmEventPage {
  items: LlmDeliveredEvent[];
  nextCursor: string | null;
}

/** Events of budgets and alerts: looks for them, lists them, and sends one for a test. */
@Injectable()
export class LlmAlertService {
  readonly #logger = new Logger('LlmLogging');
  readonly #query: Query = (sql, values) => this.database.query(sql, values);
  #droppedSoFar: () => number = () => 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(
    @Inject(LlmDatabase) private readonly database: LlmDatabase,
    @Inject(AlertEvaluator) private readonly evaluator: AlertEvaluator,
    @Inject(DroppedRecords) private readonly dropped: DroppedRecords,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** @internal @param droppedSoFar records that this process has dropped. */
  start(droppedSoFar: () => number): void {
    this.#droppedSoFar = droppedSoFar;
    if (this.options.alerts.length === 0) return;
    this.#timer = setInterval(() => void (this.#running ??= this.#runQuietly()), EVERY_MS).unref();
  }

  /** @internal */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#running !== undefined) await whileAwaited(this.#running);
  }

  /**
   * Looks at all alerts of the options now, rather than within half a minute.
   * @throws LlmDatabaseUnavailableError
   */
  async evaluate(): Promise<void> {
    await this.#evaluate(0);
  }

  /** Writes an event named `test`, which is delivered like any other. @throws LlmDatabaseUnavailableError */
  async test(): Promise<LlmAlertEvent> {
    return alertEvent(await writeTestEvent(this.#query, this.database.schema), this.options.notify.dashboardUrl);
  }

  /** Events, newest first. @throws LlmQueryError for a wrong filter, LlmDatabaseUnavailableError */
  async events({ limit = 50, cursor, ...filter }: LlmEventFilter = {}): Promise<LlmEventPage> {
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
      throw new LlmQueryError('limit', `must be a whole number from 1 to ${MAX_PAGE}`);
    const before = cursor === undefined ? undefined : placeOf(cursor);
    const rows = await readEvents(this.#query, this.database.schema, { ...filter, before, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ deliveries, ...row }) => ({
        ...alertEvent(row, this.options.notify.dashboardUrl),
        deliveries,
      })),
      nextCursor: rows.length > limit && last !== undefined ? `${last.atMicros}_${last.id}` : null,
    };
  }

  async #evaluate(sinceMs: number): Promise<void> {
    if (this.evaluator.hasAlerts) await this.evaluator.evaluate(sinceMs);
    if (this.dropped.hasAlerts) await this.dropped.evaluate(this.#droppedSoFar());
  }

  async #runQuietly(): Promise<void> {
    try {
      await this.#evaluate(TURN_MS);
    } catch (error) {
      if (!(error instanceof LlmDatabaseUnavailableError))
        this.#logger.warn(`Alerts could not be looked at; the next run tries again. ${String(error)}`);
    } finally {
      this.#running = undefined;
    }
  }
}

function placeOf(cursor: string): EventPlace {
  const [, atMicros, id] = /^(\d{1,16})_([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(cursor) ?? [];
  if (atMicros === undefined) throw new LlmQueryError('cursor', 'must be the `nextCursor` of a page');
  return { atMicros, id: id! };
}
