import { useStats } from '../../api/queries.js';

/** Whether there was a log in the time before: where it began within it, a change says nothing. */
export function useComparable(): boolean {
  return useStats('stats/comparison').data?.comparable === true;
}
