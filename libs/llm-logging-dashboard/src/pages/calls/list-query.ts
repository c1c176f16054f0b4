import { useMemo } from 'react';
import type { Query } from '../../api/request.js';
import { isOngoing } from '../../view/range.js';
import { useView } from '../../view/use-view.js';
import { datesOf, type View } from '../../view/view.js';

/** Which calls the page lists, as `GET calls` and `GET export` take it. A time that goes on has no end: newer calls belong to it. */
export function useListQuery(): Query {
  const { view } = useView();
  return useMemo(() => listQuery(view), [view]);
}

function listQuery({ filters, range }: View): Query {
  const { startDate, endDate } = datesOf(range);
  return { ...filters, startDate, ...(!isOngoing(range) && { endDate }) };
}
