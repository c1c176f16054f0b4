export { LlmLoggingModule } from './module/llm-logging.module.js';
export type { AdminAuditOptions, AdminOptions, AdminRateLimit, AdminRequest } from './options/admin.options.js';
export type { CaptureOptions } from './options/capture.options.js';
export type { DatabaseOptions, StatsDatabaseOptions } from './options/database.options.js';
export type { DeliveryOptions } from './options/delivery.options.js';
export type { IngestOptions, IngestToken } from './options/ingest.options.js';
export type { TelemetryOptions } from './options/telemetry.options.js';
export type { ExportDestination, ExportsOptions } from './options/exports.options.js';
export type { LlmLoggingOptions } from './options/llm-logging.options.js';
export type { PriceRefreshOptions } from './options/prices.options.js';
export type { RetentionOptions, RetentionRule } from './options/retention.options.js';
export type { SearchOptions } from './options/search.options.js';
export { LLM_LOGGING_DATA_SOURCE } from './options/tokens.js';
export {
  LlmBudgetAccessError,
  LlmBudgetExceededError,
  LlmDatabaseUnavailableError,
  LlmLoggingError,
  LlmLoggingOptionsError,
  LlmQueryError,
  LlmQueryTimeoutError,
  type LlmBudgetExcess,
} from './errors.js';

export {
  type CallKindName,
  LlmCallKind,
  LlmCallStatus,
  LlmCallType,
  type LlmCallVia,
  type LlmTokenUsage,
  type LlmToolCall,
  type LlmUsageDetails,
} from 'llm-exchange/call';
export type { CallTypeName, CheckedCallType } from './recording/call-type-names.js';
// A star, as TypeScript merges an application's declarations with nothing that is exported by name.
export type * from './recording/llm-call-types.js';

export { LlmContext } from './context/llm-context.decorator.js';
export { LlmContextService } from './context/llm-context.service.js';
export { LlmContextInterceptor } from './context/llm-context.interceptor.js';
export { LlmContextMiddleware } from './context/llm-context.middleware.js';
export { contextFromHeaders, type IncomingHeaders } from './context/incoming-trace.js';

export { LogLlmCall, type LogLlmCallOptions } from './capture/log-llm-call.decorator.js';
export type { ResultSelectors } from './recording/result-selectors.js';
export { LlmLoggerService } from './module/llm-logger.service.js';
export type { ActiveLlmCall, FinishedLlmCall, LlmCallOutcome, StartLlmCall } from './recording/calls.js';

export { LlmLoggingHealth, type LlmLoggingHealthReport } from './telemetry/health/llm-logging-health.js';
export {
  LlmLoggingHealthIndicator,
  type LlmLoggingIndication,
} from './telemetry/health/llm-logging-health.indicator.js';

export { type LlmExchange, type ParsedLlmExchange, parseLlmExchange } from 'llm-exchange/exchange';
export { type LlmSpanCall, callsOfSpans } from 'llm-exchange/spans';
export type { LlmExchangeError } from 'llm-exchange/reading';
export {
  type LlmMessage,
  type LlmMessagePart,
  type LlmMessageRole,
  type SpokenCall,
  conversationOf,
  conversationOfCall,
} from 'llm-exchange/conversation';

export {
  type FunctionRedaction,
  type OptionalRedaction,
  type PatternRedaction,
  type RedactionRule,
  redact,
} from 'llm-exchange/privacy';

export {
  type LlmCostPart,
  type ModelPrice,
  type PriceDiscount,
  type PriceOverride,
  type PricedExchange,
  type PricedUsage,
  calculateLlmCost,
} from 'llm-exchange/pricing';

export { LlmCall } from './storage/rows/llm-call.entity.js';
export { LlmCallRepository, type LlmCallPage } from './calls/llm-call.repository.js';
export type { LlmCallFilters } from './storage/filters/call-filters.js';
export { LlmSearchIndexService } from './storage/upkeep/llm-search-index.service.js';
export type { LlmExportFormat } from './calls/export-calls.js';
export type { LlmTraceNode, LlmTraceTotals } from './calls/trace-tree.js';

export { LlmStatsService } from './stats/llm-stats.service.js';
export { LlmRollupService } from './rollups/build/llm-rollup.service.js';
export type { RefreshedRollups } from './rollups/build/refresh-rollups.js';
export type { CostStats, CostStatsQuery } from './stats/answers/cost-stats.js';
export type { PerformanceStats, PerformanceStatsQuery } from './stats/answers/performance-stats.js';
export type { StatsRange } from './stats/question/stats-range.js';
export type { OriginFilters, StatsFilters } from './stats/question/stats-filters.js';
export type { StatsDimension } from './rollups/plan/question.js';
export type { BilledTotals, CostTotals, LatencyPercentiles, UsageTotals } from './stats/totals/usage-totals.js';
export type { TimeSeriesPoint, TimeSeriesQuery } from './stats/answers/time-series.js';
export type { TimeSeriesTotals } from './stats/answers/time-series-rows.js';
export type { TopCompany, TopQuery, TopTotals, TopUser } from './stats/answers/top-users.js';
export type { ErrorMessage } from './stats/answers/error-messages.js';
export type { ErrorRate, ErrorRates, ErrorRatesQuery } from './stats/answers/error-rates.js';
export type { FailedRagTrace } from './stats/answers/failed-traces.js';
export type { RagHealth, RagHealthQuery, RagStep } from './stats/answers/rag-health.js';
export type { CompareModelsQuery, ModelComparison } from './stats/answers/model-comparison.js';
export type { CallTotals } from './stats/answers/call-totals.js';
export type { GroupStatsQuery, GroupTotals, OriginStats, PromptStats } from './stats/answers/group-stats.js';
export type { ReleaseStart } from './stats/answers/release-starts.js';
export type { ReleaseStats } from './stats/answers/release-stats.js';
export type { Profile, ProfileQuery } from './stats/answers/profile.js';
export type { SummaryQuery, SummaryRow } from './stats/answers/summary.js';
export type { LlmCallComparison } from './admin/calls/llm-call-comparison.js';
export type { LlmChangeableBudget } from './admin/budgets/llm-changeable-budget.js';
export type { LlmHealth } from './admin/upkeep/llm-health.js';
export type { LlmProfile } from './admin/stats/llm-profile.js';
export type { LlmFacets } from './stats/answers/facets.js';
export type { UnpricedModel } from './stats/answers/unpriced-models.js';
export type { ProjectedCost, ProjectedCostQuery } from './stats/answers/projected-cost.js';
export type { ComparedPeriod, PeriodComparison } from './stats/answers/period-comparison.js';

export { LlmIngest } from './ingest/llm-ingest.js';
export { LlmExportService } from './exports/llm-export.service.js';
export type { LlmExportReport } from './exports/run-exports.js';
export type { IngestCounters } from './telemetry/health/ingest-counters.js';

export { LlmBudgetService, type LlmBudgetFilter } from './budgets/llm-budget.service.js';
export type { LlmBudgetRule } from './storage/budgets/budget-rules.js';
export { LlmBudgetGuard } from './budgets/llm-budget.guard.js';
export type { LlmBudget, LlmBudgetCall, LlmBudgetWindow } from './options/budgets.options.js';
export type { LlmBudgetMatch, LlmBudgetPer } from './options/match.options.js';
export type { LlmBudgetStatus } from './budgets/llm-budget-status.js';

export { OnLlmAlert } from './alerts/on-llm-alert.decorator.js';
export {
  LlmAlertService,
  type LlmDeliveredEvent,
  type LlmEventFilter,
  type LlmEventPage,
} from './alerts/llm-alert.service.js';
export type { LlmAlert, LlmAlertMetric } from './options/alerts.options.js';
export type { LlmAlertEvent } from './alerts/llm-alert-event.js';
export type { LlmNotifyOptions } from './options/notify.options.js';
export type { EventDelivery as LlmEventDelivery } from './storage/events/event-rows.js';

export { LlmCleanupService, type CleanupOptions } from './retention/llm-cleanup.service.js';
export type { LlmCleanupReport, LlmCleanupRuleReport } from './retention/removal/removal-report.js';
export type { EraseUserOptions } from './retention/removal/erase-user.js';

export type { LlmAdminCapabilities } from './admin/access/llm-admin-capabilities.js';
export type { LlmReplay } from './admin/calls/llm-replay.js';
export {
  LlmAuditLog,
  type LlmAuditEntry,
  type LlmAuditFilters,
  type LlmAuditNote,
  type LlmAuditPage,
} from './admin/audit/llm-audit-log.js';
export type { LlmCallCost } from './admin/calls/call-cost.js';
export type { LlmSession } from './admin/calls/llm-session.js';
export type { LlmProblem, LlmProblemField } from './admin/problems/llm-problem.js';
