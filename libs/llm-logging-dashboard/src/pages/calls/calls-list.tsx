import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Query } from '../../api/request.js';
import { ErrorState, Loading } from '../../components/states.js';
import { count } from '../../format/numbers.js';
import styles from './calls-list.module.css';
import { CallsTable } from './calls-table.js';
import type { CallColumn } from './columns.js';
import { ListTotals } from './list-totals.js';
import { NothingMatches } from './nothing-matches.js';
import { useHeardTexts } from './use-heard-texts.js';
import { callsKey, useCallPages } from './use-call-pages.js';
import { joinCalls, type LiveCalls } from './use-live-calls.js';

/** So many calls are heard before the list is read anew: what is open all day must not grow all day. */
const MOST_HEARD = 2_000;

interface CallsListProps {
  query: Query;
  live: LiveCalls;
  columns: readonly CallColumn[];
}

export function CallsList({ query, live, columns }: CallsListProps) {
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = useCallPages(query);
  const [newest, setNewest] = useState<string>();
  useReadingAnew(query, live);
  // Who looks at older calls does not want them pushed away by newer ones.
  const heard = useMemo(
    () => (newest === undefined ? live.calls : live.calls.filter(({ id }) => id <= newest)),
    [live.calls, newest],
  );
  const texts = useHeardTexts(query, heard);
  const calls = useMemo(() => joinCalls(data ?? [], heard, texts), [data, heard, texts]);

  if (data === undefined && error === null) return <Loading what="Loading calls" />;
  if (error !== null && calls.length === 0) return <ErrorState error={error} retry={() => void refetch()} />;
  if (calls.length === 0) return <NothingMatches />;
  return (
    <div>
      <CallsTable
        calls={calls}
        columns={columns}
        waiting={live.calls.length - heard.length}
        isComplete={!hasNextPage}
        onEnd={() => !isFetching && error === null && void fetchNextPage()}
        onTop={(isAtTop) => setNewest(isAtTop ? undefined : (newest ?? calls[0]?.id))}
      />
      <div className={styles['end']}>
        <p role="status">
          {isFetching ? 'Loading…' : `${count(calls.length)} calls${hasNextPage ? ', more below' : ''}`}
        </p>
        <ListTotals />
      </div>
      {error !== null && <ErrorState error={error} retry={() => void fetchNextPage()} />}
    </div>
  );
}

/** Starts the list over once too much was heard. */
function useReadingAnew(query: Query, { calls, forget }: LiveCalls): void {
  const client = useQueryClient();
  const isTooMuch = calls.length > MOST_HEARD;
  useEffect(() => {
    if (!isTooMuch) return;
    void client.resetQueries({ queryKey: callsKey(query) }).then(forget);
  }, [isTooMuch, client, query, forget]);
}
