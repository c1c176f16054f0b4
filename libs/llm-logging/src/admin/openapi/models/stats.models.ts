import type { CostStats } from '../../../stats/answers/cost-stats.js';
import type { ErrorMessage } from '../../../stats/answers/error-messages.js';
import type { ErrorRate, ErrorRates } from '../../../stats/answers/error-rates.js';
import type { FailedRagTrace } from '../../../stats/answers/failed-traces.js';
import type { LlmFacets } from '../../../stats/answers/facets.js';
import type { ModelComparison } from '../../../stats/answers/model-comparison.js';
import type { PerformanceStats } from '../../../stats/answers/performance-stats.js';
import type { ComparedPeriod, PeriodComparison } from '../../../stats/answers/period-comparison.js';
import type { ProjectedCost } from '../../../stats/answers/projected-cost.js';
import type { RagHealth, RagStep } from '../../../stats/answers/rag-health.js';
import type { TimeSeriesPoint } from '../../../stats/answers/time-series.js';
import type { TimeSeriesTotals } from '../../../stats/answers/time-series-rows.js';
import type { TopCompany, TopUser } from '../../../stats/answers/top-users.js';
import type { UnpricedModel } from '../../../stats/answers/unpriced-models.js';
import {
  count,
  date,
  listOf,
  mapOf,
  modelOf,
  ms,
  nullable,
  number,
  rate,
  refTo,
  text,
  usd,
  uuid,
  type Members,
} from '../schema.js';
import { addedTotals, billedTotals, BilledTotalsModel, costTotals, percentiles, usageTotals } from './totals.models.js';

const byName = mapOf(refTo(BilledTotalsModel));

export const CostStatsModel = modelOf<CostStats>(
  'LlmCostStats',
  'Cost and tokens, in all and by type, model and provider.',
  {
    ...billedTotals,
    unpricedModels: { ...listOf(text), description: 'Models with calls that have no cost, most calls first' },
    byCallType: byName,
    byModel: byName,
    byProvider: byName,
  },
  { uses: [BilledTotalsModel] },
);

export const PerformanceStatsModel = modelOf<PerformanceStats>('LlmPerformanceStats', 'Of finished calls.', {
  totalCalls: count,
  avgLatencyMs: nullable(ms),
  p50LatencyMs: nullable(ms),
  p95LatencyMs: nullable(ms),
  p99LatencyMs: nullable(ms),
  maxLatencyMs: nullable(ms),
  avgTimeToFirstTokenMs: nullable(ms),
  successRate: rate,
  errorRate: rate,
});

const seriesTotals: Members<TimeSeriesTotals> = { ...addedTotals, ...percentiles };
const PERCENTILES = Object.keys(percentiles) as (keyof typeof percentiles)[];

const TimeSeriesTotalsModel = modelOf<TimeSeriesTotals>(
  'LlmTimeSeriesTotals',
  'Of one group of a period.',
  seriesTotals,
  {
    optional: PERCENTILES,
  },
);

export const TimeSeriesPointModel = modelOf<TimeSeriesPoint>(
  'LlmTimeSeriesPoint',
  'One period.',
  {
    start: date,
    end: { ...date, description: 'Start of the next' },
    ...seriesTotals,
    groups: { ...mapOf(refTo(TimeSeriesTotalsModel)), description: 'By name; only with `groupBy`' },
  },
  { optional: [...PERCENTILES, 'groups'], uses: [TimeSeriesTotalsModel] },
);

const topTotals = { ...costTotals, failedCalls: count };

export const TopUserModel = modelOf<TopUser>('LlmTopUser', 'One of the users who cost or call most.', {
  userId: text,
  ...topTotals,
});

export const TopCompanyModel = modelOf<TopCompany>('LlmTopCompany', 'One of the companies that cost or call most.', {
  companyId: text,
  ...topTotals,
});

const errorRate: Members<ErrorRate> = {
  totalCalls: { ...count, description: 'Finished calls' },
  failedCalls: { ...count, description: 'Failed or timed out' },
  errorRate: rate,
};

const ErrorGroupModel = modelOf<ErrorRate & { name: string }>('LlmErrorGroup', 'How often calls of one kind fail.', {
  name: text,
  ...errorRate,
});

const ErrorMessageModel = modelOf<ErrorMessage>(
  'LlmErrorMessage',
  'Errors that differ only in numbers, ids and the like.',
  {
    message: {
      ...nullable(text),
      description: 'With `…` in place of what differs; null where the last call is no longer stored',
    },
    calls: count,
    errorType: nullable(text),
    errorCode: nullable(text),
    lastAt: date,
    lastCallId: uuid,
  },
);

export const ErrorRatesModel = modelOf<ErrorRates>(
  'LlmErrorRates',
  'How often calls fail, and with which messages.',
  { ...errorRate, groups: listOf(refTo(ErrorGroupModel)), messages: listOf(refTo(ErrorMessageModel)) },
  { uses: [ErrorGroupModel, ErrorMessageModel] },
);

const RagStepModel = modelOf<RagStep>('LlmRagStep', 'One step of retrieval-augmented answers.', {
  callType: text,
  ...usageTotals,
  ...percentiles,
  shareOfTime: rate,
});

const FailedRagTraceModel = modelOf<FailedRagTrace>('LlmFailedRagTrace', 'A trace in which a step failed.', {
  traceId: text,
  callId: uuid,
  callType: text,
  status: { ...text, enum: ['error', 'timeout'] },
  startedAt: date,
  model: nullable(text),
  errorMessage: nullable(text),
});

export const RagHealthModel = modelOf<RagHealth>(
  'LlmRagHealth',
  'How the steps do, where their time goes, and which traces failed.',
  {
    totalCalls: count,
    successRate: rate,
    steps: listOf(refTo(RagStepModel)),
    failedTraces: { ...listOf(refTo(FailedRagTraceModel)), description: 'Newest first' },
  },
  { uses: [RagStepModel, FailedRagTraceModel] },
);

export const ModelComparisonModel = modelOf<ModelComparison>('LlmModelComparison', 'One model.', {
  model: text,
  provider: text,
  ...usageTotals,
  ...percentiles,
  costPerCall: nullable(usd),
  promptTokensPerCall: nullable(number),
  completionTokensPerCall: nullable(number),
});

export const UnpricedModelModel = modelOf<UnpricedModel>('LlmUnpricedModel', 'A model without a known price.', {
  provider: text,
  model: text,
  unpricedCalls: count,
  uncountedCalls: { ...count, description: 'Those whose tokens are not known' },
  totalCalls: count,
  totalTokens: count,
});

export const ProjectedCostModel = modelOf<ProjectedCost>('LlmProjectedCost', 'What this month is going to cost.', {
  start: date,
  end: date,
  costSoFar: usd,
  projectedCost: { ...usd, description: 'USD, if the rest of the month is like the last seven days' },
  costPerDay: { ...usd, description: 'USD, of the last seven days' },
  previousMonthCost: usd,
});

const ComparedPeriodModel = modelOf<ComparedPeriod>('LlmComparedPeriod', 'One of two periods.', {
  start: date,
  end: date,
  ...usageTotals,
});

const change = nullable(number);

const ChangeModel = modelOf<PeriodComparison['change']>('LlmChange', 'Relative changes: 0.25 is a quarter more.', {
  totalCost: change,
  totalCalls: change,
  totalTokens: change,
  failedCalls: change,
  avgLatencyMs: change,
});

export const PeriodComparisonModel = modelOf<PeriodComparison>(
  'LlmPeriodComparison',
  'A time and the equally long one before it.',
  {
    current: refTo(ComparedPeriodModel),
    previous: refTo(ComparedPeriodModel),
    comparable: { type: 'boolean', description: 'Whether there were calls before the earlier period' },
    change: refTo(ChangeModel),
  },
  { uses: [ComparedPeriodModel, ChangeModel] },
);

const names = listOf(text);

export const FacetsModel = modelOf<LlmFacets>(
  'LlmFacets',
  'Names that calls have, most calls first, at most 100 each.',
  {
    callTypes: names,
    statuses: names,
    providers: names,
    models: names,
    tags: names,
    companies: names,
  },
);
