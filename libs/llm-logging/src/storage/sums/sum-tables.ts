/** A column by which sums are told apart. The empty text stands for a call without it. */
export type SumColumn = 'call_type' | 'status' | 'provider' | 'model' | 'company_id' | 'user_id' | 'tag';

/** A table of sums: one row for each period and combination of its columns that there were calls of. */
export interface SumTable {
  readonly name: string;
  /** The column with the start of the period, UTC. */
  readonly period: 'hour' | 'day';
  readonly columns: readonly SumColumn[];
  readonly hasHistograms: boolean;
}

const KINDS = ['call_type', 'status', 'provider', 'model'] as const;

export const HOUR_SUMS: SumTable = { name: 'llm_hour_sums', period: 'hour', columns: KINDS, hasHistograms: true };

/** Without the hours within a day, companies, users and tags take little room, however many there are. */
export const DAY_SUMS: readonly SumTable[] = [
  { name: 'llm_day_sums', period: 'day', columns: KINDS, hasHistograms: true },
  { name: 'llm_company_day_totals', period: 'day', columns: ['company_id'], hasHistograms: false },
  { name: 'llm_company_day_sums', period: 'day', columns: ['company_id', ...KINDS], hasHistograms: true },
  { name: 'llm_user_day_sums', period: 'day', columns: ['company_id', 'user_id'], hasHistograms: false },
  { name: 'llm_tag_day_sums', period: 'day', columns: ['company_id', 'tag'], hasHistograms: false },
];

/** What a column is in `llm_calls`; `tag` comes of {@link CALL_TAGS}. */
export function columnOfCalls(column: SumColumn): string {
  return column === 'call_type' || column === 'status' ? column : `coalesce(${column}, '')`;
}

/** To be joined for `tag`: a call counts under each of its tags, one without any under the empty one. */
export const CALL_TAGS = `CROSS JOIN LATERAL unnest(CASE WHEN tags = '{}' THEN ARRAY[''] ELSE tags END) AS tag`;
