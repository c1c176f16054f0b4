interface Totals {
  totalCost: number;
  totalCalls: number;
  totalTokens: number;
  unpricedCalls: number;
  failedCalls: number;
}

/** A user or a company. */
export interface Spender extends Totals {
  name: string;
  /** Of all calls, from 0 to 1; null where nothing is known of all. */
  share: number | null;
}

type Row = Totals & ({ userId: string } | { companyId: string });

export function spendersOf(
  rows: readonly Row[],
  by: 'cost' | 'calls',
  whole: { totalCost: number; totalCalls: number } | undefined,
): Spender[] {
  const measure = by === 'cost' ? 'totalCost' : 'totalCalls';
  const all = whole?.[measure] ?? 0;
  return rows.map((row) => ({
    ...row,
    name: 'userId' in row ? row.userId : row.companyId,
    share: all === 0 ? null : row[measure] / all,
  }));
}
