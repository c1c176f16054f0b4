import type { BudgetRule } from '../../api/answers.js';
import type { LimitLine } from '../../charts/limit-line.js';
import type { Interval } from '../../charts/period.js';
import { money } from '../../format/numbers.js';

/** Filters of a chart, by name, each with all of its values. */
type ChartFilters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The filter that finds the calls of one value of `per`. */
const FILTER_OF: Readonly<Record<NonNullable<BudgetRule['per']>, string>> = {
  company: 'companyId',
  user: 'userId',
  model: 'model',
  callType: 'callType',
  session: 'sessionId',
};

/** The limits that each period of a chart of costs can be measured by: of budgets that count the same calls for as long. */
export function costLimits(rules: readonly BudgetRule[], filters: ChartFilters, interval: Interval): LimitLine[] {
  return rules.flatMap((rule) => {
    const limit = rule.window === interval ? limitFor(rule, filters) : undefined;
    return limit === undefined ? [] : [{ value: limit, label: `${rule.name} ${money(limit)}` }];
  });
}

/** Undefined where the budget counts other calls than the chart shows. */
function limitFor({ per, match = {}, limits = {}, limitUsd }: BudgetRule, filters: ChartFilters): number | undefined {
  const shown = namesOf(filters);
  if (per === undefined) return isSame(shown, namesOf(match)) ? limitUsd : undefined;
  const name = FILTER_OF[per];
  const [value, ...others] = shown.get(name) ?? [];
  if (value === undefined || others.length > 0) return undefined;
  const wanted = namesOf(match).set(name, [value]);
  if (!isSame(shown, wanted) || (match[name as 'model'] ?? value) !== value) return undefined;
  return Object.hasOwn(limits, value) ? limits[value] : limitUsd;
}

function namesOf(filters: object): Map<string, readonly string[]> {
  const entries = Object.entries(filters) as [string, string | readonly string[] | undefined][];
  const known = entries.filter(([, value]) => value !== undefined && value.length > 0);
  return new Map(known.map(([name, value]) => [name, [value!].flat().toSorted()]));
}

function isSame(a: ReadonlyMap<string, readonly string[]>, b: ReadonlyMap<string, readonly string[]>): boolean {
  return a.size === b.size && [...a].every(([name, values]) => b.get(name)?.join('\0') === values.join('\0'));
}
