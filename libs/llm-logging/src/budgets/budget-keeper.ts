import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 } from 'uuid';
import { LlmDatabaseUnavailableError } from '../errors.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { listBudgets, unlistBudgets, unlistedBudgets, type BudgetOwner } from '../storage/budgets/budget-owners.js';
import { requireOwn, requireRoom } from '../storage/budgets/company-budgets.js';
import { KnownBudgets } from '../storage/budgets/known-budgets.js';
import type { LlmBudget } from '../options/budgets.options.js';
import {
  NO_BUDGETS,
  removeBudgets,
  ruleOf,
  storedOf,
  writeBudgets,
  type BudgetOrigin,
} from '../storage/budgets/stored-budgets.js';
import { removeExpiredLeases } from '../storage/budgets/visit-counters.js';
import { LlmDatabase } from '../storage/llm-database.js';
import type { Query } from '../storage/query.js';
import { withoutWriters } from '../retention/removal/erasures.js';
import { whileAwaited } from '../storage/while-awaited.js';
import { applicationName } from './application-name.js';
import { BudgetRecounts } from './budget-recounts.js';
import { CostEstimates } from './cost-estimates.js';

/** How soon a budget that another process has defined is known here, in ms. */
const LOOK_EVERY_MS = 5_000;
/** As long as there are none, only each so manieth time. */
const SELDOM = 6;
/** How often a process reports that it still lists its budgets, in ms. */
const LIST_EVERY_MS = 25_000;

/** Keeps the budgets of the database and those that this process knows the same, and their counters right. */
@Injectable()
export class BudgetKeeper {
  readonly #logger = new Logger('LlmLogging');
  readonly #options: ResolvedOptions;
  readonly #owner: BudgetOwner;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #recounting: Promise<void> | undefined;
  #looks = 0;
  #isStopped = false;
  #areOptionsWritten = false;
  #listedAt = -Infinity;

  constructor(
    @Inject(LlmDatabase) private readonly database: LlmDatabase,
    @Inject(KnownBudgets) private readonly known: KnownBudgets,
    @Inject(CostEstimates) private readonly estimates: CostEstimates,
    @Inject(BudgetRecounts) private readonly recounts: BudgetRecounts,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    this.#options = options;
    const names = (options.budgets ?? []).map(({ name }) => name);
    this.#owner = { process: v7(), owner: applicationName(), names };
  }

  /** Those of the options count from the start, even while the database is away. */
  start(): void {
    const { budgets, timeZone } = this.#options;
    for (const budget of budgets ?? []) this.estimates.useFunctionOf(budget);
    this.known.expect((budgets ?? []).map((budget) => storedOf(budget, timeZone)));
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
    void this.look();
  }

  /** @param isAway the database, which then has to wait until nobody lists the budgets any more. */
  async stop(isAway: boolean): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    if (this.#running !== undefined) await whileAwaited(this.#running);
    await this.#recounting;
    if (isAway || !this.#areOptionsWritten) return;
    await whileAwaited(unlistBudgets(this.#query, this.database.schema, this.#owner.process).catch(() => undefined));
  }

  /** Learns what changed, and does what is due. Never throws. */
  look(): Promise<void> {
    return (this.#running ??= this.#look()
      .catch((error: unknown) => this.#warn(error))
      .finally(() => (this.#running = undefined)));
  }

  /** Writes a budget that was defined by service. @throws as the database does. */
  async write(budget: LlmBudget): Promise<void> {
    await this.#change((query) => this.#write(query, [budget], { source: 'service' }));
  }

  /** Writes a budget of a company's own. @throws LlmBudgetAccessError, and as the database does. */
  async writeFor(companyId: string, budget: LlmBudget): Promise<void> {
    const { schema } = this.database;
    await this.#change(async (query) => {
      if (!(await requireOwn(query, schema, budget.name, companyId)))
        await requireRoom(query, schema, budget.name, companyId);
      await this.#write(query, [budget], { source: 'company' });
    });
  }

  /** Counts what was spent before a budget was there. @throws as the database does. */
  async recount(): Promise<void> {
    await this.recounts.run();
  }

  /**
   * @param companyId only one that this company defined.
   * @returns whether there was one.
   * @throws LlmBudgetAccessError, and as the database does.
   */
  async remove(name: string, companyId?: string): Promise<boolean> {
    let removed = false;
    await this.#change(async (query) => {
      if (companyId !== undefined) await requireOwn(query, this.database.schema, name, companyId);
      removed = await removeBudgets(query, this.database.schema, [name]);
    });
    return removed;
  }

  readonly #query: Query = (sql, values) => this.database.query(sql, values);

  async #look(): Promise<void> {
    if (this.#options.budgets !== undefined) await this.#keepOptions(this.#options.budgets);
    if (this.known.book.budgets.length === 0 && (this.#looks += 1) % SELDOM > 1) return;
    await this.known.refresh();
    if (this.known.book.budgets.length === 0) return;
    // A month of rows may take a while, for which nobody waits.
    this.#recounting ??= this.recount()
      .catch((error: unknown) => this.#warn(error))
      .finally(() => (this.#recounting = undefined));
    await removeExpiredLeases(this.#query, this.database.schema);
  }

  /** Writes the budgets of the options once, and removes what this application had before and nobody lists any more. */
  async #keepOptions(budgets: readonly LlmBudget[]): Promise<void> {
    const { schema } = this.database;
    if (performance.now() - this.#listedAt < LIST_EVERY_MS) return;
    if (!this.#areOptionsWritten) {
      await this.#change(async (query) => {
        await listBudgets(query, schema, this.#owner);
        await this.#write(query, budgets, { source: 'options', owner: this.#owner.owner });
      });
      this.#areOptionsWritten = true;
      this.known.expect([]);
    } else await listBudgets(this.#query, schema, this.#owner);
    this.#listedAt = performance.now();
    if ((await unlistedBudgets(this.#query, schema, this.#owner)).length === 0) return;
    await this.#change(async (query) => {
      await removeBudgets(query, schema, await unlistedBudgets(query, schema, this.#owner));
    });
  }

  async #write(query: Query, budgets: readonly LlmBudget[], from: BudgetOrigin): Promise<void> {
    const rules = budgets.map((budget) => ruleOf(budget, this.#options.timeZone));
    for (const budget of budgets) this.estimates.useFunctionOf(budget);
    await writeBudgets(query, this.database.schema, rules, from);
  }

  /** Between the transactions of writers, so that each batch knows of a change or is seen when budgets are counted. */
  async #change(work: (query: Query) => Promise<void>): Promise<void> {
    await withoutWriters((limits, run) => this.database.transaction(limits, run), work);
    await this.known.refresh();
  }

  #warn(error: unknown): void {
    // Delivery reports already that the database is away.
    if (this.#isStopped || error instanceof LlmDatabaseUnavailableError || this.known.book === NO_BUDGETS) return;
    this.#logger.warn(`Budgets could not be looked after; the next run tries again. ${String(error)}`);
  }
}
