export { LlmLoggingModule } from './llm-logging.module.js';
export type {
  AdminAuditOptions,
  AdminOptions,
  AdminRateLimit,
  AdminRequest,
  CaptureOptions,
  DatabaseOptions,
  DeliveryOptions,
  IngestOptions,
  IngestToken,
  LlmLoggingOptions,
  ModelPrice,
  PriceDiscount,
  PriceOverride,
  PriceRefreshOptions,
  RetentionOptions,
  RetentionRule,
  SearchOptions,
  StatsDatabaseOptions,
} from './llm-logging.options.js';
export { LLM_LOGGING_DATA_SOURCE } from './llm-logging.tokens.js';
export {
  LlmBudgetExceededError,
  LlmDatabaseUnavailableError,
  LlmLoggingError,
  LlmLoggingOptionsError,
  LlmQueryError,
  LlmQueryTimeoutError,
  type LlmBudgetExcess,
} from './llm-logging.errors.js';

export { LlmCallType, type CallTypeName, type CheckedCallType } from './call/call-type.js';
// A star, as TypeScript merges an application's declarations with nothing that is exported by name.
export type * from './call/llm-call-types.js';
export { LlmCallKind, type CallKindName } from './call/call-kind.js';
export type { LlmCallVia } from './call/call-via.js';
export { LlmCallStatus } from './call/call-status.js';
export type { LlmToolCall } from './call/call-record.js';
export type { LlmTokenUsage } from './call/token-usage.js';
export type { LlmUsageDetails } from './call/usage-details.js';

export { LlmContext } from './context/llm-context.decorator.js';
export { LlmContextService } from './context/llm-context.service.js';
export { LlmContextInterceptor } from './context/llm-context.interceptor.js';
export { LlmContextMiddleware } from './context/llm-context.middleware.js';
export { contextFromHeaders, type IncomingHeaders } from './context/incoming-trace.js';

export { LogLlmCall, type LogLlmCallOptions } from './capture/log-llm-call.decorator.js';
export type { ResultSelectors } from './capture/call-reading.js';
export { LlmLoggerService } from './capture/llm-logger.service.js';
export type { ActiveLlmCall, FinishedLlmCall, LlmCallOutcome, StartLlmCall } from './capture/calls.js';

export { LlmLoggingHealth, type LlmLoggingHealthReport } from './delivery/health/llm-logging-health.js';
export {
  LlmLoggingHealthIndicator,
  type LlmLoggingIndication,
} from './delivery/health/llm-logging-health.indicator.js';

export { parseLlmExchange, type LlmExchange, type ParsedLlmExchange } from './exchange/parse-llm-exchange.js';
export { callsOfSpans } from './exchange/spans/calls-of-spans.js';
export type { LlmSpanCall } from './exchange/spans/span-call.js';
export type { LlmExchangeError } from './exchange/failure-reading.js';
export {
  conversationOf,
  conversationOfCall,
  type LlmMessage,
  type LlmMessageRole,
  type SpokenCall,
} from './exchange/conversation/conversation.js';
export type { LlmMessagePart } from './exchange/conversation/message-parts.js';

export { redact } from './privacy/redact.js';
export type {
  FunctionRedaction,
  OptionalRedaction,
  PatternRedaction,
  RedactionRule,
} from './privacy/redaction-rule.js';

export { calculateLlmCost } from './pricing/llm-cost.js';
export type { PricedUsage } from './pricing/priced-usage.js';

export { LlmCall } from './storage/llm-call.entity.js';
export { LlmCallRepository, type LlmCallPage } from './storage/llm-call.repository.js';
export type { LlmCallFilters } from './storage/reading/call-filters.js';
export { LlmSearchIndexService } from './storage/search/llm-search-index.service.js';
export type { LlmExportFormat } from './storage/reading/export-calls.js';
export type { LlmTraceNode, LlmTraceTotals } from './storage/reading/trace-tree.js';

export { LlmStatsService } from './stats/llm-stats.service.js';
export { LlmSumsService } from './rollups/build/llm-sums.service.js';
export type { RefreshedSums } from './rollups/build/refresh-rollups.js';
export type { CostStats, CostStatsQuery } from './stats/answers/cost-stats.js';
export type { PerformanceStats, PerformanceStatsQuery } from './stats/answers/performance-stats.js';
export type { StatsRange } from './stats/question/stats-range.js';
export type { OriginFilters, StatsFilters } from './stats/question/stats-filters.js';
export type { StatsDimension } from './rollups/plan/question.js';
export type { BilledTotals, CostTotals, LatencyPercentiles, UsageTotals } from './stats/totals/usage-totals.js';
export type { TimeSeriesPoint, TimeSeriesQuery, TimeSeriesTotals } from './stats/answers/time-series.js';
export type { TopCompany, TopQuery, TopTotals, TopUser } from './stats/answers/top-spenders.js';
export type { ErrorMessage } from './stats/answers/error-messages.js';
export type { ErrorRate, ErrorRates, ErrorRatesQuery } from './stats/answers/error-rates.js';
export type { FailedRagTrace } from './stats/answers/failed-traces.js';
export type { RagHealth, RagHealthQuery, RagStep } from './stats/answers/rag-health.js';
export type { CompareModelsQuery, ModelComparison } from './stats/answers/model-comparison.js';
export type { CallTotals } from './stats/answers/call-totals.js';
export type { GroupStatsQuery, GroupTotals, OriginStats, PromptStats } from './stats/answers/group-stats.js';
export type { ReleaseStats } from './stats/answers/release-stats.js';
export type { Profile, ProfileQuery } from './stats/answers/profile.js';
export type { SummaryQuery, SummaryRow } from './stats/answers/summary.js';
export type { LlmCallComparison, LlmHealth, LlmProfile } from './admin/llm-answers.js';
export type { LlmFacets } from './stats/answers/facets.js';
export type { UnpricedModel } from './stats/answers/unpriced-models.js';
export type { ProjectedCost, ProjectedCostQuery } from './stats/answers/projected-cost.js';
export type { ComparedPeriod, PeriodComparison } from './stats/answers/period-comparison.js';

export { LlmIngest } from './ingest/llm-ingest.js';
export type { IngestCounters } from './ingest/ingest-counters.js';

export { LlmBudgetService, type LlmBudgetFilter } from './budgets/llm-budget.service.js';
export { LlmBudgetGuard } from './budgets/llm-budget.guard.js';
export type {
  LlmBudget,
  LlmBudgetCall,
  LlmBudgetMatch,
  LlmBudgetPer,
  LlmBudgetStatus,
  LlmBudgetWindow,
} from './storage/budgets/llm-budget.js';

export { OnLlmAlert } from './alerts/on-llm-alert.decorator.js';
export {
  LlmAlertService,
  type LlmDeliveredEvent,
  type LlmEventFilter,
  type LlmEventPage,
} from './alerts/llm-alert.service.js';
export type { LlmAlert, LlmAlertEvent, LlmAlertMetric, LlmNotifyOptions } from './alerts/llm-alert.js';
export type { EventDelivery as LlmEventDelivery } from './storage/events/event-rows.js';

export { LlmCleanupService, type CleanupOptions } from './retention/llm-cleanup.service.js';
export type { LlmCleanupReport, LlmCleanupRuleReport } from './storage/removal/removal-report.js';
export type { EraseUserOptions } from './storage/removal/erase-user.js';

export type { LlmAdminCapabilities, LlmReplay } from './admin/llm-answers.js';
export {
  LlmAuditLog,
  type LlmAuditEntry,
  type LlmAuditFilters,
  type LlmAuditNote,
  type LlmAuditPage,
} from './storage/audit/llm-audit-log.js';
export type { LlmCallCost } from './admin/call-cost.js';
export type { LlmSession } from './admin/llm-session.js';
export type { LlmProblem, LlmProblemField } from './admin/problems/llm-problem.js';
export type { LlmCostPart } from './pricing/cost-split.js';
