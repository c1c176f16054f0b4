import { useStats } from '../../api/queries.js';

/** Whether there was a log in the time before: where it began within it, a change says nothing. */
export function useComparable(): boolean {
  return useStats('stats/comparison').data?.comparable === true;
}

/** Whether there was a log before a moment. */
export function useHadLog(moment: string | undefined): boolean {
  const start = moment === undefined ? 0 : Date.parse(moment);
  // Of two times that meet, the earlier one begins at the moment.
  const [from, to] = [1, 2].map((ms) => new Date(start + ms).toISOString());
  const query = useStats(
    'stats/comparison',
    {},
    { range: { startDate: from!, endDate: to! }, enabled: moment !== undefined },
  );
  return query.data?.comparable === true;
}
