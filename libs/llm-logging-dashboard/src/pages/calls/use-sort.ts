import { useParameter, useView } from '../../view/use-view.js';

const SORTS = ['time', 'cost', 'latency', 'tokens'] as const;
export type Sort = (typeof SORTS)[number];

export interface ListSort {
  sort: Sort;
  order: 'asc' | 'desc';
}

/** What the list is sorted by, as the URL says; the newest calls first where it says nothing. */
export function useSort(): ListSort {
  const [sort] = useParameter('sort', 'time');
  const [order] = useParameter('order', 'desc');
  return { sort: SORTS.find((each) => each === sort) ?? 'time', order: order === 'asc' ? 'asc' : 'desc' };
}

/** Sorts by a column, largest first; once more turns it round. */
export function useSorting(): (sort: Sort) => void {
  const now = useSort();
  const { write } = useView();
  return (sort) => {
    const order = now.sort === sort && now.order === 'desc' ? 'asc' : 'desc';
    write({ sort: sort === 'time' ? undefined : sort, order: order === 'desc' ? undefined : order });
  };
}
