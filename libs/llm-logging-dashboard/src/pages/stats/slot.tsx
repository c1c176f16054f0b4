import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Answered } from '../../components/states.js';
import styles from './stats.module.css';

interface SlotProps<T> {
  query: UseQueryResult<T>;
  /** What the answer needs, usually, so that nothing moves when it comes. */
  room: 'chart' | 'table';
  isEmpty?: (answer: T) => boolean;
  empty?: ReactNode;
  children: (answer: T) => ReactNode;
}

/** Room for an answer that is on its way. */
export function Slot<T>({ query, room, isEmpty, empty, children }: SlotProps<T>) {
  return (
    <div className={`${styles['slot']} ${styles[room]}`} aria-busy={query.isPending}>
      <Answered query={query} isEmpty={isEmpty} empty={empty}>
        {children}
      </Answered>
    </div>
  );
}
