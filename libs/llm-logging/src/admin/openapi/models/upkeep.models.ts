import type { RetentionRule } from '../../../options/retention.options.js';
import type { LlmCleanupReport, LlmCleanupRuleReport } from '../../../retention/removal/removal-report.js';
import { count, listOf, modelOf, nullable, number, refTo, text } from '../schema.js';

const RetentionRuleModel = modelOf<RetentionRule>(
  'LlmRetentionRule',
  'How long the calls that it names are kept.',
  { callType: text, status: text, tag: text, companyId: text, days: number, payloadDays: number },
  { optional: ['callType', 'status', 'tag', 'companyId', 'days', 'payloadDays'] },
);

const CleanupRuleReportModel = modelOf<LlmCleanupRuleReport>(
  'LlmCleanupRuleReport',
  'What one rule did.',
  {
    rule: { ...nullable(refTo(RetentionRuleModel)), description: 'Null for the calls of no rule' },
    removed: count,
    emptied: count,
  },
  { uses: [RetentionRuleModel] },
);

export const CleanupReportModel = modelOf<LlmCleanupReport>(
  'LlmCleanupReport',
  'What a cleanup did or, in a dry run, would do.',
  {
    dryRun: { type: 'boolean' },
    removed: count,
    emptied: { ...count, description: 'Rows that lost their texts' },
    underLegalHold: { ...count, description: 'Rows under legal hold' },
    refusedRemoved: count,
    rollupsRemoved: { ...count, description: 'Rows of the tables of rollups that went' },
    droppedPartitions: listOf(text),
    rules: listOf(refTo(CleanupRuleReportModel)),
  },
  { uses: [CleanupRuleReportModel] },
);

export const ErasedModel = modelOf<{ erased: number }>('LlmErased', 'What was erased.', {
  erased: { ...count, description: 'Rows removed or made anonymous' },
});
