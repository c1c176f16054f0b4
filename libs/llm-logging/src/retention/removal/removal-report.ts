import type { RetentionRule } from '../../options/retention.options.js';
import type { CallClass } from './call-classes.js';

/** What one rule of `retention.rules` did. */
export interface LlmCleanupRuleReport {
  /** Null for the calls of no rule. */
  rule: RetentionRule | null;
  removed: number;
  emptied: number;
}

/** What a cleanup did or, in a dry run, would do. Numbers are calls. */
export interface LlmCleanupReport {
  dryRun: boolean;
  /** Rows that went, those of dropped partitions among them. */
  removed: number;
  /** Rows that lost their texts and stay. */
  emptied: number;
  /** Rows that would have gone or lost their texts but are under legal hold. */
  underLegalHold: number;
  /** Records of `llm_refused_calls` that went. */
  refusedRemoved: number;
  /** Rows of the tables of rollups that went. */
  rollupsRemoved: number;
  /** Names of the partitions that were dropped as a whole. */
  droppedPartitions: string[];
  /** In the order of `retention.rules`, then the calls of no rule. */
  rules: LlmCleanupRuleReport[];
}

export function emptyReport(dryRun: boolean, classes: readonly CallClass[]): LlmCleanupReport {
  return {
    dryRun,
    removed: 0,
    emptied: 0,
    underLegalHold: 0,
    refusedRemoved: 0,
    rollupsRemoved: 0,
    droppedPartitions: [],
    rules: classes.map(({ rule }) => ({ rule, removed: 0, emptied: 0 })),
  };
}

export function addTo(report: LlmCleanupReport, what: 'removed' | 'emptied', index: number, calls: number): void {
  report[what] += calls;
  report.rules[index]![what] += calls;
}
