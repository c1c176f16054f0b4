import type {
  CallTotals,
  CompareModelsQuery,
  CostStats,
  CostStatsQuery,
  ErrorRates,
  ErrorRatesQuery,
  LlmCall,
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

export interface CallPage {
  items: Call[];
  nextCursor: string | null;
}

export interface SessionPage extends CallPage {
  sessionId: string;
  totals: Json<CallTotals>;
}

/** Cost of a call by class of token. */
export interface CallCost {
  estimatedCost: number | null;
  currency: 'USD';
  parts: { class: 'input' | 'cached_input' | 'cache_write' | 'output'; tokens: number; cost: number | null }[];
  source: 'price' | 'given' | null;
}

/** Names seen in a range, most calls first. */
interface Facets {
  callTypes: string[];
  statuses: string[];
  providers: string[];
  models: string[];
  tags: string[];
  companies: string[];
}

/** What this visitor may do here. */
export interface Capabilities {
  version: string;
  path: string;
  payloads: 'full' | 'masked';
  /** The only company to see, or null for all. */
  companyId: string | null;
  replay: boolean;
  live: boolean;
}

/** Sums by path: what may be asked, and what is answered. */
export interface Stats {
  facets: { query: StatsFilters; answer: Facets };
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
