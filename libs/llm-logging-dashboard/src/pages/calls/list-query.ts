import { useMemo } from 'react';
import type { Query } from '../../api/request.js';
import { isOngoing } from '../../view/range.js';
import { useView } from '../../view/use-view.js';
import { datesOf, type View } from '../../view/view.js';
import { useSort, type ListSort } from './use-sort.js';

interface ListQuery {
  /** Which calls, as `GET export` takes it. */
  which: Query;
  /** The same in their order, as `GET calls` takes it. */
  query: Query;
  isNewestFirst: boolean;
}

/** Which calls the page lists. A time that goes on has no end: newer calls belong to it. */
export function useListQuery(): ListQuery {
  const { view } = useView();
  const { sort, order } = useSort();
  return useMemo(() => listQuery(view, { sort, order }), [view, sort, order]);
}

function listQuery({ filters, range }: View, { sort, order }: ListSort): ListQuery {
  const { startDate, endDate } = datesOf(range);
  const which = { ...filters, startDate, ...(!isOngoing(range) && { endDate }) };
  const isNewestFirst = sort === 'time' && order === 'desc';
  return { which, isNewestFirst, query: isNewestFirst ? which : { ...which, sort, order } };
}
