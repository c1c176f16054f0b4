import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api-error.js';
import { isFault } from './fault.js';
import { useFault } from './use-fault.js';
import styles from './states.module.css';

/** Stands for what is still being asked for. */
export function Loading({ what = 'Loading' }: { what?: string }) {
  return (
    <div className={styles['loading']} role="status">
      <span className="visually-hidden">{what}…</span>
      <span aria-hidden="true" className={styles['bar']} />
      <span aria-hidden="true" className={styles['bar']} />
      <span aria-hidden="true" className={styles['bar']} />
    </div>
  );
}

/** There is nothing: why, and what to do about it. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles['state']}>
      <p className={styles['title']}>{title}</p>
      {children}
    </div>
  );
}

/** What went wrong, and another try. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { hasBanner } = useFault();
  // One cause, one message: the banner of the page has it.
  if (hasBanner && isFault(error)) return <p className={styles['state']}>No answer.</p>;
  const title = error instanceof ApiError ? error.title : 'This cannot be shown';
  const detail = error instanceof Error ? error.message : String(error);
  return (
    <div className={styles['state']} role="alert">
      <p className={`${styles['title']} ${styles['bad']}`}>{title}</p>
      {detail !== '' && <p className={styles['detail']}>{detail}</p>}
      {retry !== undefined && <button onClick={retry}>Try again</button>}
    </div>
  );
}

interface AnsweredProps<T> {
  query: UseQueryResult<T>;
  children: (answer: T) => ReactNode;
  /** Whether an answer has nothing to show. */
  isEmpty?: (answer: T) => boolean;
  empty?: ReactNode;
}

/** Shows an answer once it is there; until then that it is on its way, failed or has nothing in it. */
export function Answered<T>({ query, children, isEmpty, empty }: AnsweredProps<T>) {
  const { data, error, isPlaceholderData } = query;
  // An older answer to another question must not pass for one to this.
  if (error !== null && (data === undefined || isPlaceholderData))
    return <ErrorState error={error} retry={() => void query.refetch()} />;
  if (data === undefined) return <Loading />;
  if (isEmpty?.(data)) return empty ?? <EmptyState title="No calls in this time." />;
  return <div className={isPlaceholderData ? styles['stale'] : undefined}>{children(data)}</div>;
}
