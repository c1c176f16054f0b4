import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { EventDelivery } from '../alerts/event-delivery.js';
import { LlmAlertService } from '../alerts/llm-alert.service.js';
import { BudgetGate } from '../budgets/budget-gate.js';
import { BudgetKeeper } from '../budgets/budget-keeper.js';
import { ProcessClients } from '../capture/clients/process-clients.js';
import { LoggingFetch } from '../capture/fetch/logging-fetch.js';
import { LlmCallRecorder } from '../recording/llm-call-recorder.js';
import { CallDelivery } from '../delivery/call-delivery.js';
import { offerMetrics } from '../telemetry/health/health-metrics.js';
import { LlmLoggingHealth } from '../telemetry/health/llm-logging-health.js';
import { LlmDatabaseUnavailableError } from '../errors.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { PriceRefresh } from './price-refresh.service.js';
import { ErasureKeeper } from '../retention/erasure-keeper.js';
import { PendingSweeper } from '../storage/upkeep/pending-sweeper.js';
import { STATS_DATABASE } from '../stats/stats-database.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { PartitionKeeper } from '../storage/upkeep/partition-keeper.js';

/** How long an application's start waits for the log's database, in ms. */
const START_PATIENCE_MS = 10_000;

/** How often to look for what other processes left in the journal, in ms: some can be known as dead only after a while. */
const ADOPT_EVERY_MS = 5_000;

/** In which order the log starts and stops. */
@Injectable()
export class LlmLoggingLifecycle
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #logger = new Logger('LlmLogging');
  /** A script that ends without closing its application still has its calls stored. */
  readonly #beforeExit = (): void => void this.delivery.flush().catch(() => this.#letExit());

  #adoption: NodeJS.Timeout | undefined;
  #stopMetrics: (() => void) | undefined;
  #isAway = false;

  constructor(
    private readonly database: LlmDatabase,
    private readonly delivery: CallDelivery,
    private readonly recorder: LlmCallRecorder,
    private readonly loggingFetch: LoggingFetch,
    private readonly clients: ProcessClients,
    private readonly priceRefresh: PriceRefresh,
    private readonly sweeper: PendingSweeper,
    private readonly erasures: ErasureKeeper,
    private readonly health: LlmLoggingHealth,
    private readonly partitions: PartitionKeeper,
    private readonly gate: BudgetGate,
    private readonly budgets: BudgetKeeper,
    private readonly events: EventDelivery,
    private readonly alerts: LlmAlertService,
    @Inject(STATS_DATABASE) private readonly statsDatabase: LlmDatabase,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** An application starts with its log's database away, but not with options that can never work. */
  async onModuleInit(): Promise<void> {
    if (!this.options.enabled) return;
    process.on('beforeExit', this.#beforeExit);
    this.priceRefresh.start();
    this.#adoption = setInterval(() => void this.delivery.adopt(), ADOPT_EVERY_MS).unref();
    this.#stopMetrics = await offerMetrics(() => this.health.report());
    this.sweeper.start((time) => this.recorder.runningSince(time));
    this.partitions.start();
    this.erasures.start();
    this.gate.start(() => this.delivery.flush());
    this.budgets.start();
    const problem = await withinPatience(this.database.ready());
    // Only the database says which of it is its own.
    if (problem === undefined) {
      await this.budgets.look();
      return this.delivery.adopt();
    }
    if (!(problem instanceof LlmDatabaseUnavailableError)) return this.#refuseToStart(problem);
    this.#logger.warn(`${problem.message} Calls wait until it is there.`);
  }

  /** All providers are there, those with methods for events too. */
  onApplicationBootstrap(): void {
    if (!this.options.enabled) return;
    this.events.start();
    this.alerts.start(() => this.delivery.state().counters.dropped);
  }

  /** Nest shuts nothing down that has not started: connections and timers would stay. */
  async #refuseToStart(problem: Error): Promise<never> {
    this.#isAway = true;
    await this.onApplicationShutdown();
    throw problem;
  }

  /** Once is enough: a database that is away shall not keep the process alive. */
  #letExit(): void {
    process.off('beforeExit', this.#beforeExit);
  }

  /** While connections that the application shares with the log are still open. */
  async beforeApplicationShutdown(): Promise<void> {
    this.recorder.releaseRetained();
    this.#isAway = await this.delivery.flush().then(
      () => false,
      () => true,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.#letExit();
    clearInterval(this.#adoption);
    this.#stopMetrics?.();
    this.sweeper.stop();
    this.erasures.stop();
    const stopped = [this.budgets.stop(this.#isAway), this.alerts.stop(), this.events.stop()];
    this.partitions.stop();
    this.priceRefresh.stop();
    this.loggingFetch.close();
    this.clients.close();
    this.recorder.releaseRetained();
    // A database that did not answer then is not waited for again.
    await this.delivery.close(this.#isAway ? 0 : undefined);
    await this.gate.close(this.#isAway);
    if (!this.#isAway) await Promise.all(stopped);
    await this.statsDatabase.close();
    await this.database.close();
  }
}

/** The problem with `work`, or that it takes too long. */
async function withinPatience(work: Promise<unknown>): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Error>((resolve) => {
    timer = setTimeout(() => resolve(new LlmDatabaseUnavailableError(undefined)), START_PATIENCE_MS);
  });
  const outcome = work.then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  const problem = await Promise.race([outcome, tooLong]);
  clearTimeout(timer);
  return problem;
}
