import type {
  CompareModelsQuery,
  CostStats,
  CostStatsQuery,
  ErrorRates,
  ErrorRatesQuery,
  LlmAdminCapabilities,
  LlmCall,
  LlmCallCost,
  LlmCallPage,
  LlmFacets,
  LlmReplay,
  LlmSession,
  LlmTraceNode,
  ModelComparison,
  PerformanceStats,
  PerformanceStatsQuery,
  PeriodComparison,
  ProjectedCost,
  ProjectedCostQuery,
  RagHealth,
  RagHealthQuery,
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
  'stats/unpriced': { query: StatsFilters; answer: UnpricedModel[] };
}

export type StatsPath = keyof Stats;
export type StatsAnswer<P extends StatsPath> = Json<Stats[P]['answer']>;
