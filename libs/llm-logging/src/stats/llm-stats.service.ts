import { LlmQueryError } from '../errors.js';
import {
  originStats,
  promptStats,
  type GroupStatsQuery,
  type OriginStats,
  type PromptStats,
} from './answers/group-stats.js';
import { profile, type Profile, type ProfileQuery } from './answers/profile.js';
import { releaseStarts, type ReleaseStart } from './answers/release-starts.js';
import { releaseStats, type ReleaseStats } from './answers/release-stats.js';
import { summary, type SummaryQuery, type SummaryRow } from './answers/summary.js';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { LlmDatabase } from '../storage/llm-database.js';
import { callTotals, type CallTotals } from './answers/call-totals.js';
import { costStats, type CostStats, type CostStatsQuery } from './answers/cost-stats.js';
import { errorRates, type ErrorRates, type ErrorRatesQuery } from './answers/error-rates.js';
import { facets, type LlmFacets } from './answers/facets.js';
import { compareModels, type CompareModelsQuery, type ModelComparison } from './answers/model-comparison.js';
import { performanceStats, type PerformanceStats, type PerformanceStatsQuery } from './answers/performance-stats.js';
import { comparePeriods, type PeriodComparison } from './answers/period-comparison.js';
import { projectedCost, type ProjectedCost, type ProjectedCostQuery } from './answers/projected-cost.js';
import { ragHealth, type RagHealth, type RagHealthQuery } from './answers/rag-health.js';
import { scopeOf, type StatsFilters } from './question/stats-filters.js';
import { STATS_DATABASE } from './stats-database.js';
import { readRollups, type RollupReader } from '../rollups/read/rollup-reader.js';
import { timeSeries, type TimeSeriesPoint, type TimeSeriesQuery } from './answers/time-series.js';
import { topCompanies, topUsers, type TopCompany, type TopQuery, type TopUser } from './answers/top-users.js';
import { unpricedModels, type UnpricedModel } from './answers/unpriced-models.js';

/**
 * Answers from rollups of finished hours and days and from the rows of the rest, so that the call of a second ago counts. Times are
 * those of the calls' starts; without `days` or dates, the last 30 days. Methods throw LlmQueryError for a wrong filter and
 * LlmDatabaseUnavailableError while the database is away.
 */
@Injectable()
export class LlmStatsService {
  readonly #timeZone: string;

  constructor(
    @Inject(STATS_DATABASE) private readonly database: LlmDatabase,
    @Optional() @Inject(LLM_LOGGING_RESOLVED_OPTIONS) options?: Pick<ResolvedOptions, 'timeZone'>,
  ) {
    this.#timeZone = options?.timeZone ?? 'UTC';
  }

  /** Cost and tokens, in all and by type, model and provider. */
  async getCostStats(query: CostStatsQuery = {}): Promise<CostStats> {
    const scope = scopeOf(query, this.#timeZone);
    return this.#read((reader) => costStats(reader, scope));
  }

  /** Latency percentiles and rates. */
  async getPerformanceStats(query: PerformanceStatsQuery = {}): Promise<PerformanceStats> {
    const scope = scopeOf(query, this.#timeZone);
    return this.#read((reader) => performanceStats(reader, scope));
  }

  /** Everything per hour, day, week or month of a time zone, empty periods included, oldest first. */
  async getTimeSeries(query: TimeSeriesQuery): Promise<TimeSeriesPoint[]> {
    return this.#read((reader) => timeSeries(reader, query));
  }

  /** The users who cost or call most. */
  async getTopUsers(query: TopQuery = {}): Promise<TopUser[]> {
    return this.#read((reader) => topUsers(reader, query));
  }

  /** The companies that cost or call most. */
  async getTopCompanies(query: TopQuery = {}): Promise<TopCompany[]> {
    return this.#read((reader) => topCompanies(reader, query));
  }

  /** How often calls fail, and with which messages. */
  async getErrorRates(query: ErrorRatesQuery = {}): Promise<ErrorRates> {
    return this.#read((reader) => errorRates(reader, query));
  }

  /** How the steps of retrieval-augmented answers do, where their time goes, and which traces failed. */
  async getRagHealth(query: RagHealthQuery = {}): Promise<RagHealth> {
    return this.#read((reader) => ragHealth(reader, query));
  }

  /** The models beside each other, most calls first. */
  async compareModels(query: CompareModelsQuery = {}): Promise<ModelComparison[]> {
    const scope = scopeOf(query, this.#timeZone);
    return this.#read((reader) => compareModels(reader, scope));
  }

  /** The origins that cost or call most: endpoints, jobs, events. Rows are read. */
  async getOriginStats(query: GroupStatsQuery = {}): Promise<OriginStats[]> {
    return this.#read((reader) => originStats(reader, query));
  }

  /** The prompts' versions that cost or call most, beside each other. Rows are read. */
  async getPromptStats(query: GroupStatsQuery = {}): Promise<PromptStats[]> {
    return this.#read((reader) => promptStats(reader, query));
  }

  /** The releases beside each other, newest first, and since when there are calls of them. Rows are read. */
  async getReleaseStats(query: GroupStatsQuery = {}): Promise<ReleaseStats[]> {
    return this.#read((reader) => releaseStats(reader, query));
  }

  /**
   * When releases came into use, oldest first, without the one that the time begins with: for marks in a chart. Few calls are read, however
   * many there are; a release that was in use for less than about a hundredth of the time may be missing.
   */
  async getReleaseStarts(query: StatsFilters = {}): Promise<ReleaseStart[]> {
    return this.#read((reader) => releaseStarts(reader, query));
  }

  /** All there is to say of one user. */
  getUserProfile(userId: string, query: ProfileQuery = {}): Promise<Profile> {
    return this.#profile({ ...query, userId });
  }

  /** All there is to say of one company. */
  getCompanyProfile(companyId: string, query: ProfileQuery = {}): Promise<Profile> {
    return this.#profile({ ...query, companyId });
  }

  /** Sums by one dimension or several, and by periods: for a spreadsheet. */
  async getSummary(query: SummaryQuery = {}): Promise<SummaryRow[]> {
    return this.#read((reader) => summary(reader, query));
  }

  async #profile({ interval, timeZone, ...filters }: ProfileQuery & StatsFilters): Promise<Profile> {
    const known = await this.#read((reader) => profile(reader, { ...filters, interval, timeZone }));
    const origins = await this.getOriginStats(filters).catch((error: unknown) => {
      if (error instanceof LlmQueryError) return null;
      throw error;
    });
    return { ...known, origins };
  }

  /** Models without a price, most calls first. */
  async getUnpricedModels(query: StatsFilters = {}): Promise<UnpricedModel[]> {
    const scope = scopeOf(query, this.#timeZone);
    return this.#read((reader) => unpricedModels(reader, scope));
  }

  /** Of all calls of a session, or of one company's among them. */
  async getSessionTotals(sessionId: string, only: { companyId?: string } = {}): Promise<CallTotals> {
    return this.#read((reader) => callTotals(reader, { sessionId, ...only }));
  }

  /** Of all calls of a trace, or of one company's among them. */
  async getTraceTotals(traceId: string, only: { companyId?: string } = {}): Promise<CallTotals> {
    return this.#read((reader) => callTotals(reader, { traceId, ...only }));
  }

  /** What this month is going to cost. */
  async getProjectedCost(query: ProjectedCostQuery = {}): Promise<ProjectedCost> {
    return this.#read((reader) => projectedCost(reader, query));
  }

  /** The names that calls of a time have, most calls first: what filters can be chosen from. */
  async getFacets(query: StatsFilters = {}): Promise<LlmFacets> {
    const scope = scopeOf(query, this.#timeZone);
    return this.#read((reader) => facets(reader, scope));
  }

  /** A time and the equally long one before it. */
  async comparePeriods(query: StatsFilters = {}): Promise<PeriodComparison> {
    const scope = scopeOf(query, this.#timeZone);
    return this.#read((reader) => comparePeriods(reader, scope));
  }

  #read<T>(work: (reader: RollupReader) => Promise<T>): Promise<T> {
    return readRollups(this.database, work, this.#timeZone);
  }
}
