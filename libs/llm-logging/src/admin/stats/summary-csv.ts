import { csvRecord } from '../../calls/csv.js';
import type { SummaryRow } from '../../stats/answers/summary.js';
import type { StatsDimension } from '../../rollups/plan/question.js';

const COUNTS = [
  'totalCalls',
  'failedCalls',
  'unpricedCalls',
  'promptTokens',
  'completionTokens',
  'cachedPromptTokens',
  'totalTokens',
] as const;

/** Digits of a cost after the point, as `llm_calls` has them. */
const COST_DIGITS = 12;

/** A table with a header. Costs are plain decimals, which every spreadsheet adds up. */
export function summaryCsv(rows: readonly SummaryRow[], dimensions: readonly StatsDimension[]): string {
  const head = csvRecord(['start', 'end', ...dimensions, ...COUNTS, 'totalCostUsd']);
  const lines = rows.map((row) =>
    csvRecord([
      row.start,
      row.end,
      ...dimensions.map((dimension) => row.groups[dimension] ?? ''),
      ...COUNTS.map((name) => row[name]),
      decimal(row.totalCost),
    ]),
  );
  return head + lines.join('');
}

function decimal(cost: number): string {
  return cost.toFixed(COST_DIGITS).replace(/\.?0+$/, '');
}
