import type { TimeRange } from '../../rollups/plan/question.js';
import { totalsOf } from '../totals/roll-up.js';
import type { Scope } from '../question/stats-filters.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import type { UsageTotals } from '../totals/usage-totals.js';

export interface ComparedPeriod extends UsageTotals {
  start: Date;
  end: Date;
}

/** A range and the equally long one before it. */
export interface PeriodComparison {
  current: ComparedPeriod;
  previous: ComparedPeriod;
  /** Whether there were calls before the earlier period: else the log began within it, and a change says nothing. */
  comparable: boolean;
  /** Relative change: 0.25 is a quarter more; null where there was nothing before. */
  change: Record<'totalCost' | 'totalCalls' | 'totalTokens' | 'failedCalls' | 'avgLatencyMs', number | null>;
}

const COMPARED = ['totalCost', 'totalCalls', 'totalTokens', 'failedCalls', 'avgLatencyMs'] as const;

/** A log that was silent for longer counts as new. */
const LOOKED_BACK_MS = 400 * 86_400_000;

export async function comparePeriods(reader: RollupReader, { time, filters }: Scope): Promise<PeriodComparison> {
  const end = Math.max(Math.min(time.to, Date.now()), time.from + 1);
  const of = async (period: TimeRange, until = period.to): Promise<ComparedPeriod> => ({
    start: new Date(period.from),
    end: new Date(until),
    ...totalsOf(await reader.measures({ time: period, filters, groupBy: [] })).usageTotals,
  });
  const current = await of(time, end);
  const previous = await of({ from: 2 * time.from - end, to: time.from });
  const earlier = previous.start.getTime();
  const before = { from: Math.max(earlier - LOOKED_BACK_MS, 0), to: earlier };
  const known = await reader.measures({ time: before, filters: {}, groupBy: [], measures: ['calls'] });
  const change = COMPARED.map((name) => [name, relativeChange(previous[name], current[name])]);
  const comparable = totalsOf(known).get('calls') > 0;
  return { current, previous, comparable, change: Object.fromEntries(change) as PeriodComparison['change'] };
}

function relativeChange(before: number | null, now: number | null): number | null {
  return before === null || before === 0 || now === null ? null : (now - before) / before;
}
