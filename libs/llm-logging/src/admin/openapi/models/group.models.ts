import type { GroupTotals, OriginStats, PromptStats } from '../../../stats/answers/group-stats.js';
import type { ReleaseStart } from '../../../stats/answers/release-starts.js';
import type { ReleaseStats } from '../../../stats/answers/release-stats.js';
import type { IngestCounters } from '../../../telemetry/health/ingest-counters.js';
import type { LlmCallComparison } from '../../calls/llm-call-comparison.js';
import type { LlmHealth } from '../../upkeep/llm-health.js';
import type { LlmProfile } from '../../stats/llm-profile.js';
import { count, date, listOf, modelOf, ms, nullable, refTo, text, usd, type Members } from '../schema.js';
import { LlmCallModel } from './call.models.js';
import {
  CostStatsModel,
  ErrorRatesModel,
  ModelComparisonModel,
  PeriodComparisonModel,
  TimeSeriesPointModel,
} from './stats.models.js';
import { percentiles, usageTotals } from './totals.models.js';

const groupTotals: Members<GroupTotals> = { ...usageTotals, ...percentiles, costPerCall: nullable(usd) };

export const OriginStatsModel = modelOf<OriginStats>('LlmOriginStats', 'Calls of one origin.', {
  origin: { ...text, example: 'POST /rag/ask' },
  ...groupTotals,
});

export const PromptStatsModel = modelOf<PromptStats>('LlmPromptStats', 'Calls with one version of a prompt.', {
  promptName: text,
  promptVersion: nullable(text),
  ...groupTotals,
});

export const ReleaseStartModel = modelOf<ReleaseStart>('LlmReleaseStart', 'When a release came into use.', {
  release: text,
  firstCallAt: date,
});

export const ReleaseStatsModel = modelOf<ReleaseStats>('LlmReleaseStats', 'Calls of one release.', {
  release: text,
  firstCallAt: date,
  lastCallAt: date,
  ...groupTotals,
});

export const LlmProfileModel = modelOf<LlmProfile>(
  'LlmProfile',
  'One user, or one company.',
  {
    userId: { ...nullable(text), description: 'Null in the profile of a company' },
    companyId: nullable(text),
    cost: refTo(CostStatsModel),
    comparison: refTo(PeriodComparisonModel),
    models: { ...listOf(refTo(ModelComparisonModel)), description: 'Costliest first' },
    origins: {
      ...nullable(listOf(refTo(OriginStatsModel))),
      description: 'Costliest first; null where calls are too many to read in time',
    },
    errors: refTo(ErrorRatesModel),
    series: listOf(refTo(TimeSeriesPointModel)),
  },
  {
    uses: [
      CostStatsModel,
      PeriodComparisonModel,
      ModelComparisonModel,
      OriginStatsModel,
      ErrorRatesModel,
      TimeSeriesPointModel,
    ],
  },
);

export const LlmCallComparisonModel = modelOf<LlmCallComparison>(
  'LlmCallComparison',
  'Two calls beside each other.',
  {
    a: refTo(LlmCallModel),
    b: refTo(LlmCallModel),
    differences: { ...listOf(text), description: 'Members in which they differ, without ids and times' },
  },
  { uses: [LlmCallModel] },
);

const JournalModel = modelOf<NonNullable<LlmHealth['journal']>>('LlmJournalHealth', 'The journal of the process.', {
  bytes: count,
  segments: count,
  backlogLines: count,
  foreignSegments: count,
});
const FlushLatencyModel = modelOf<NonNullable<LlmHealth['flushLatencyMs']>>(
  'LlmFlushLatency',
  "From acceptance of a batch's oldest call to its commit.",
  { last: ms, max: ms },
);
const RollupsModel = modelOf<NonNullable<LlmHealth['rollups']>>(
  'LlmRollupsHealth',
  'Rollups that wait to be made again.',
  {
    changedHours: count,
    oldestChangedHour: nullable(date),
  },
);

const IngestModel = modelOf<Readonly<IngestCounters>>(
  'LlmIngestCounters',
  'What became of what other services sent since the start.',
  {
    requests: count,
    refusedRequests: count,
    recorded: count,
    repeated: count,
    ignoredSpans: count,
    rejected: count,
    ignoredRequests: count,
    unlinkedTraces: count,
  },
);

export const LlmHealthModel = modelOf<LlmHealth>(
  'LlmHealth',
  'How the log of the process that answers does.',
  {
    status: { ...text, enum: ['up', 'degraded', 'down'] },
    circuit: { ...text, enum: ['closed', 'open', 'half-open'] },
    durability: { ...text, enum: ['journal', 'memory'] },
    queuedCalls: count,
    queuedBytes: count,
    quarantinedCalls: count,
    oldestQueuedMs: nullable(ms),
    journal: nullable(refTo(JournalModel)),
    acceptedRecords: count,
    committedRecords: count,
    refusedRecords: count,
    droppedRecords: count,
    droppedTexts: count,
    replayedRecords: count,
    corruptLines: count,
    flushLatencyMs: nullable(refTo(FlushLatencyModel)),
    lastError: nullable(text),
    partitionsEnd: nullable(date),
    ingest: nullable(refTo(IngestModel)),
    rollups: nullable(refTo(RollupsModel)),
  },
  { uses: [JournalModel, FlushLatencyModel, IngestModel, RollupsModel] },
);
