import type { PipelineStep } from '../connection/pipeline.js';
import type { LlmDatabase } from '../llm-database.js';
import { tableName } from '../table-name.js';
import { NO_BUDGETS, readBudgets, type BudgetBook, type StoredBudget } from './stored-budgets.js';

/** In the error of {@link KnownBudgets.isCurrentSql}. */
const CHANGED = 'llm_budgets changed';

/** The budgets as this process knows them. Whoever writes calls says which revision it knows, and learns that there is another. */
export class KnownBudgets {
  #book: BudgetBook = NO_BUDGETS;
  #unwritten: readonly StoredBudget[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(private readonly database: Pick<LlmDatabase, 'query' | 'schema'>) {}

  get book(): BudgetBook {
    return this.#book;
  }

  /** Those of the database, and of the options as long as these are not written there. */
  get active(): readonly StoredBudget[] {
    const known = new Set(this.#book.budgets.map(({ name }) => name));
    return [...this.#book.budgets, ...this.#unwritten.filter(({ name }) => !known.has(name))];
  }

  /** Budgets that count before they are written to the database. */
  expect(budgets: readonly StoredBudget[]): void {
    this.#unwritten = budgets;
    this.#notify();
  }

  /** @param listener is called when other budgets are known. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Reads them. @throws as the database does. */
  async refresh(): Promise<void> {
    this.learn(await readBudgets((sql, values) => this.database.query(sql, values), this.database.schema));
  }

  learn(book: BudgetBook): void {
    if (book.revision === this.#book.revision && this.#book !== NO_BUDGETS) return;
    this.#book = book;
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  /** SQL of an expression that fails where the database has other budgets than are known here. */
  get isCurrentSql(): string {
    return `(CASE coalesce((SELECT revision FROM ${tableName(this.database.schema, 'llm_budget_revision')}), 0) WHEN ${this.#book.revision} THEN '0' ELSE '${CHANGED}' END)::text::integer`;
  }

  /** The same as a step of a pipeline, beside what another step selects. */
  isCurrentStep(beside?: PipelineStep): PipelineStep {
    return { sql: `${beside === undefined ? 'SELECT ' : `${beside.sql}, `}${this.isCurrentSql}`, values: [] };
  }

  /** Whether {@link isCurrentSql} failed. */
  isOutdated(error: unknown): boolean {
    return error instanceof Error && error.message.includes(CHANGED);
  }
}
