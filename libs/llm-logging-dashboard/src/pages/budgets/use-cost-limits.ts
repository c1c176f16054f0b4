import { useMemo } from 'react';
import { useBudgetRules } from '../../api/budget-queries.js';
import type { LimitLine } from '../../charts/limit-line.js';
import type { Interval } from '../../charts/period.js';
import type { SubjectFilters } from '../../view/subjects.js';
import { useView } from '../../view/use-view.js';
import { costLimits } from './cost-limits.js';

/** The limits for a chart of costs of what the page looks at, if any. */
export function useCostLimits(interval: Interval, subject?: SubjectFilters): readonly LimitLine[] | undefined {
  const { view } = useView();
  const { data } = useBudgetRules();
  const filters = JSON.stringify({ ...view.filters, ...subject });
  return useMemo(() => {
    const limits = costLimits(data ?? [], JSON.parse(filters) as Record<string, string | string[]>, interval);
    return limits.length > 0 ? limits : undefined;
  }, [data, filters, interval]);
}
