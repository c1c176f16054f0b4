import { Injectable } from '@nestjs/common';
import { conditionsOf, type Conditions } from '../storage/call-filters.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { tableName } from '../storage/table-name.js';
import { costStatsOf, costStatsSql, type CostRow, type CostStats, type CostStatsQuery } from './cost-stats.js';
import { performanceStatsSql, type PerformanceStats, type PerformanceStatsQuery } from './performance-stats.js';
import { rangeOf, type StatsRange } from './stats-range.js';

/** Answers from the log. Methods throw LlmQueryError for a wrong filter and LlmDatabaseUnavailableError while the database is away. */
@Injectable()
export class LlmStatsService {
  readonly #calls: string;

  constructor(private readonly database: LlmDatabase) {
    this.#calls = tableName(database.schema, 'llm_calls');
  }

  /** Cost and tokens, in all and by type, model and provider. */
  async getCostStats(query: CostStatsQuery = {}): Promise<CostStats> {
    const conditions = within(query);
    return costStatsOf(
      await this.database.query<CostRow>(costStatsSql(this.#calls, conditions.toString()), conditions.values),
    );
  }

  /** Latency percentiles and rates. */
  async getPerformanceStats(query: PerformanceStatsQuery = {}): Promise<PerformanceStats> {
    const conditions = within(query);
    const sql = performanceStatsSql(this.#calls, conditions.toString());
    const [stats] = await this.database.query<PerformanceStats>(sql, conditions.values);
    return stats!;
  }
}

function within({ days, startDate, endDate, ...filters }: StatsRange): Conditions {
  return conditionsOf({ ...filters, ...rangeOf({ days, startDate, endDate }) });
}
