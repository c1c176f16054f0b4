import { Inject, Injectable } from '@nestjs/common';
import { recountWindow } from '../retention/removal/recount-budgets.js';
import { readBudgets } from '../storage/budgets/stored-budgets.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { tableName } from '../storage/table-name.js';

/** Key of the advisory lock that lets one instance at a time recount. */
const RECOUNT_LOCK = '7308332045016121';
/** A window so short is put right each hour; of a longer one each day. */
const EVERY = { short: '1 hour', long: '1 day' };

/** Puts counters right by the rows: those of new and changed budgets at once, all of them from time to time. */
@Injectable()
export class BudgetRecounts {
  constructor(@Inject(LlmDatabase) private readonly database: LlmDatabase) {}

  /**
   * Recounts what is due, in one instance at a time.
   * @returns null where another is at it, otherwise the number of counters that were wrong.
   */
  run({ all = false }: { readonly all?: boolean } = {}): Promise<number | null> {
    const { schema } = this.database;
    const table = tableName(schema, 'llm_budgets');
    return this.database.withAdvisoryLock(RECOUNT_LOCK, async (transaction) => {
      const limits = { statementTimeoutMs: 30_000 };
      const [{ budgets }, due] = await transaction(limits, async (query) => [
        await readBudgets(query, schema),
        await query<{ name: string; updated: Date }>(
          `SELECT name, updated_at AS updated FROM ${table} WHERE $1 OR counted_at IS NULL
OR counted_at < now() - (CASE WHEN rule->>'window' IN ('hour', 'day') THEN '${EVERY.short}' ELSE '${EVERY.long}' END)::interval`,
          [all],
        ),
      ]);
      let wrong = 0;
      for (const { name } of due) {
        const budget = budgets.find((each) => each.name === name);
        if (budget === undefined) continue;
        wrong += await recountWindow(transaction, schema, budget, Date.now());
        await transaction(limits, (query) => query(`UPDATE ${table} SET counted_at = now() WHERE name = $1`, [name]));
      }
      return wrong;
    });
  }
}
