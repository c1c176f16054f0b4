import { useMemo } from 'react';
import type { Query } from '../../api/request.js';
import { useView } from '../../view/use-view.js';
import { datesOf } from '../../view/view.js';

/** Which calls the page lists, as `GET calls` and `GET export` take it. */
export function useListQuery(): Query {
  const { view } = useView();
  return useMemo(() => ({ ...view.filters, ...datesOf(view.range) }), [view]);
}
