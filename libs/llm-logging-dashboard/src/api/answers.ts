import type {
  CompareModelsQuery,
  CostStats,
  CostStatsQuery,
  ErrorRates,
  ErrorRatesQuery,
  GroupStatsQuery,
  LlmAdminCapabilities,
  LlmCall,
  LlmCallCost,
  LlmCallComparison,
  LlmCallPage,
  LlmChangeableBudget,
  LlmEventPage,
  LlmFacets,
  LlmHealth,
  LlmBudgetStatus,
  LlmReplay,
  LlmSession,
  LlmTraceNode,
  ModelComparison,
  OriginStats,
  PerformanceStats,
  PerformanceStatsQuery,
  PeriodComparison,
  ProjectedCost,
  ProjectedCostQuery,
  PromptStats,
  RagHealth,
  RagHealthQuery,
  ReleaseStats,
  StatsFilters,
  TimeSeriesPoint,
  TimeSeriesQuery,
  TopCompany,
  TopQuery,
  TopUser,
  UnpricedModel,
} from 'nestjs-llm-logging';
import type { Json } from './json.js';

export type Call = Json<LlmCall>;
export type TraceNode = Json<LlmTraceNode>;

export type CallPage = Json<LlmCallPage>;
export type SessionPage = Json<LlmSession>;
export type CallCost = Json<LlmCallCost>;
export type Capabilities = Json<LlmAdminCapabilities>;
export type Replay = Json<LlmReplay>;
export type CallComparison = Json<LlmCallComparison>;
export type Health = Json<LlmHealth>;
export type BudgetStatus = Json<LlmBudgetStatus>;
export type BudgetRule = Json<LlmChangeableBudget>;
export type EventPage = Json<LlmEventPage>;
/** What `PUT budgets/:name` takes. */
export type BudgetBody = Partial<Omit<BudgetRule, 'name' | 'source' | 'mayChange'>>;

/** Sums by path: what may be asked, and what is answered. */
export interface Stats {
  facets: { query: StatsFilters; answer: LlmFacets };
  'stats/cost': { query: CostStatsQuery; answer: CostStats };
  'stats/performance': { query: PerformanceStatsQuery; answer: PerformanceStats };
  'stats/timeseries': { query: TimeSeriesQuery; answer: TimeSeriesPoint[] };
  'stats/users': { query: TopQuery; answer: TopUser[] };
  'stats/companies': { query: TopQuery; answer: TopCompany[] };
  'stats/errors': { query: ErrorRatesQuery; answer: ErrorRates };
  'stats/rag': { query: RagHealthQuery; answer: RagHealth };
  'stats/models': { query: CompareModelsQuery; answer: ModelComparison[] };
  'stats/comparison': { query: StatsFilters; answer: PeriodComparison };
  'stats/projection': { query: ProjectedCostQuery; answer: ProjectedCost };
  'stats/origins': { query: GroupStatsQuery; answer: OriginStats[] };
  'stats/prompts': { query: GroupStatsQuery; answer: PromptStats[] };
  'stats/releases': { query: GroupStatsQuery; answer: ReleaseStats[] };
  'stats/unpriced': { query: StatsFilters; answer: UnpricedModel[] };
}

export type StatsPath = keyof Stats;
export type StatsAnswer<P extends StatsPath> = Json<Stats[P]['answer']>;
