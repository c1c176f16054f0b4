import type { TimeRange } from '../../rollups/plan/question.js';
import { totalsOf } from '../totals/roll-up.js';
import type { Scope } from '../question/stats-filters.js';
import type { SumsReader } from '../../rollups/read/rollup-reader.js';
import type { UsageTotals } from '../totals/usage-totals.js';

export interface ComparedPeriod extends UsageTotals {
  start: Date;
  end: Date;
}

/** A range and the equally long one before it. */
export interface PeriodComparison {
  current: ComparedPeriod;
  previous: ComparedPeriod;
  /** Relative change: 0.25 is a quarter more; null where there was nothing before. */
  change: Record<'totalCost' | 'totalCalls' | 'totalTokens' | 'failedCalls' | 'avgLatencyMs', number | null>;
}

const COMPARED = ['totalCost', 'totalCalls', 'totalTokens', 'failedCalls', 'avgLatencyMs'] as const;

export async function comparePeriods(reader: SumsReader, { time, filters }: Scope): Promise<PeriodComparison> {
  const end = Math.max(Math.min(time.to, Date.now()), time.from + 1);
  const of = async (period: TimeRange, until = period.to): Promise<ComparedPeriod> => ({
    start: new Date(period.from),
    end: new Date(until),
    ...totalsOf(await reader.measures({ time: period, filters, groupBy: [] })).usageTotals,
  });
  const current = await of(time, end);
  const previous = await of({ from: 2 * time.from - end, to: time.from });
  const change = COMPARED.map((name) => [name, relativeChange(previous[name], current[name])]);
  return { current, previous, change: Object.fromEntries(change) as PeriodComparison['change'] };
}

function relativeChange(before: number | null, now: number | null): number | null {
  return before === null || before === 0 || now === null ? null : (now - before) / before;
}
