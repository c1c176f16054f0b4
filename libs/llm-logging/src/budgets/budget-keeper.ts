import { Inject, Injectable, Logger } from '@nestjs/common';
import { LlmDatabaseUnavailableError } from '../errors.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { KnownBudgets } from '../storage/budgets/known-budgets.js';
import type { LlmBudget } from '../storage/budgets/llm-budget.js';
import {
  NO_BUDGETS,
  removeBudgets,
  ruleOf,
  storedOf,
  writeBudgets,
  type BudgetSource,
} from '../storage/budgets/stored-budgets.js';
import { removeExpiredLeases } from '../storage/budgets/visit-counters.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { withoutWriters } from '../retention/removal/erasures.js';
import { whileAwaited } from '../storage/while-awaited.js';
import { BudgetRecounts } from './budget-recounts.js';
import { CostEstimates } from './cost-estimates.js';

/** How soon a budget that another process has defined is known here, in ms. */
const LOOK_EVERY_MS = 5_000;
/** As long as there are none, only each so manieth time. */
const SELDOM = 6;

/** Keeps the budgets of the database and those that this process knows the same, and their counters right. */
@Injectable()
export class BudgetKeeper {
  readonly #logger = new Logger('LlmLogging');
  readonly #options: ResolvedOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #recounting: Promise<void> | undefined;
  #looks = 0;
  #isStopped = false;
  #areOptionsWritten = false;

  constructor(
    @Inject(LlmDatabase) private readonly database: LlmDatabase,
    @Inject(KnownBudgets) private readonly known: KnownBudgets,
    @Inject(CostEstimates) private readonly estimates: CostEstimates,
    @Inject(BudgetRecounts) private readonly recounts: BudgetRecounts,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#options = options;
  }

  /** Those of the options hold from the start, even while the database is away. */
  start(): void {
    const { budgets, timeZone } = this.#options;
    for (const budget of budgets ?? []) this.estimates.useFunctionOf(budget);
    this.known.expect((budgets ?? []).map((budget) => storedOf(budget, timeZone)));
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
    void this.look();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    if (this.#running !== undefined) await whileAwaited(this.#running);
    await this.#recounting;
  }

  /** Learns what changed, and does what is due. Never throws. */
  look(): Promise<void> {
    return (this.#running ??= this.#look()
      .catch((error: unknown) => this.#warn(error))
      .finally(() => (this.#running = undefined)));
  }

  /** @throws as the database does. */
  async write(budgets: readonly LlmBudget[], source: BudgetSource): Promise<void> {
    const rules = budgets.map((budget) => ruleOf(budget, this.#options.timeZone));
    for (const budget of budgets) this.estimates.useFunctionOf(budget);
    await withoutWriters(
      (limits, work) => this.database.transaction(limits, work),
      async (query) => {
        await writeBudgets(query, this.database.schema, rules, source);
        if (source === 'options')
          await removeBudgets(query, this.database.schema, { source, except: budgets.map(({ name }) => name) });
      },
    );
    await this.known.refresh();
  }

  /** Counts what was spent before a budget was there. @throws as the database does. */
  async recount(): Promise<void> {
    await this.recounts.run();
  }

  /** @returns whether there was one. @throws as the database does. */
  async remove(name: string): Promise<boolean> {
    const removed = await withoutWriters(
      (limits, work) => this.database.transaction(limits, work),
      (query) => removeBudgets(query, this.database.schema, { name }),
    );
    await this.known.refresh();
    return removed;
  }

  async #look(): Promise<void> {
    const { budgets } = this.#options;
    if (budgets !== undefined && !this.#areOptionsWritten) {
      await this.write(budgets, 'options');
      this.#areOptionsWritten = true;
      this.known.expect([]);
    }
    if (this.known.book.budgets.length === 0 && (this.#looks += 1) % SELDOM > 1) return;
    await this.known.refresh();
    if (this.known.book.budgets.length === 0) return;
    // A month of rows may take a while, for which nobody waits.
    this.#recounting ??= this.recount()
      .catch((error: unknown) => this.#warn(error))
      .finally(() => (this.#recounting = undefined));
    await removeExpiredLeases((sql, values) => this.database.query(sql, values), this.database.schema);
  }

  #warn(error: unknown): void {
    // Delivery says already that the database is away.
    if (this.#isStopped || error instanceof LlmDatabaseUnavailableError || this.known.book === NO_BUDGETS) return;
    this.#logger.warn(`Budgets could not be looked after; the next run tries again. ${String(error)}`);
  }
}
