import { Inject, Injectable, Logger } from '@nestjs/common';
import { LlmDatabaseUnavailableError } from '../errors.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import {
  claim,
  delivered,
  fanOut,
  notDelivered,
  registerTargets,
  type ClaimedEvent,
} from '../storage/events/event-outbox.js';
import { LlmDatabase } from '../storage/llm-database.js';
import type { Query } from '../storage/query.js';
import { whileAwaited } from '../storage/while-awaited.js';
import { alertEvent } from './alert-event.js';
import { AlertMethods } from './alert-methods.js';
import { httpTargets, type EventTarget } from './send-event.js';

const EVERY_MS = 2_000;
const AT_ONCE = 20;

/** Brings events of `llm_events` to where they are to go: each at least once to each target, whichever instance has it. */
@Injectable()
export class EventDelivery {
  readonly #logger = new Logger('LlmLogging');
  readonly #query: Query = (sql, values) => this.database.query(sql, values);
  readonly #options: ResolvedOptions['notify'];
  #targets: ReadonlyMap<string, EventTarget> = new Map();
  #areRegistered = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(
    @Inject(LlmDatabase) private readonly database: LlmDatabase,
    @Inject(AlertMethods) private readonly methods: AlertMethods,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#options = options.notify;
  }

  /** Looks for targets, once all providers are there. Without any there is nothing to do. */
  start(): void {
    const targets = [...this.methods.targets(), ...httpTargets(this.#options)];
    this.#targets = new Map(targets.map((target) => [target.name, target]));
    if (targets.length === 0) return;
    this.#timer = setInterval(() => void this.deliver(), EVERY_MS).unref();
    void this.deliver();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    if (this.#running !== undefined) await whileAwaited(this.#running);
  }

  /** Delivers what is due. Never throws. */
  deliver(): Promise<void> {
    return (this.#running ??= this.#deliver()
      .catch((error: unknown) => this.#warn(error))
      .finally(() => (this.#running = undefined)));
  }

  async #deliver(): Promise<void> {
    const names = [...this.#targets.keys()];
    const { schema } = this.database;
    if (!this.#areRegistered) await registerTargets(this.#query, schema, names);
    this.#areRegistered = true;
    await fanOut(this.#query, schema, names);
    while (!this.#isStopped) {
      const events = await claim(this.#query, schema, names, AT_ONCE);
      if (events.length === 0) return;
      await Promise.all(events.map((event) => this.#send(event)));
    }
  }

  async #send(event: ClaimedEvent): Promise<void> {
    const { schema } = this.database;
    try {
      await this.#targets.get(event.target)!.send(alertEvent(event, this.#options.dashboardUrl));
    } catch (error) {
      this.#logger.warn(`The event ${event.id} has not arrived at ${event.target}: ${String(error)}`);
      return notDelivered(this.#query, schema, event, String(error));
    }
    await delivered(this.#query, schema, event);
  }

  #warn(error: unknown): void {
    if (this.#isStopped || error instanceof LlmDatabaseUnavailableError) return;
    this.#logger.warn(`Events could not be delivered; the next run tries again. ${String(error)}`);
  }
}
