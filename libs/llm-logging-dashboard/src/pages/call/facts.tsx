import type { ReactNode } from 'react';
import { visibleText } from '../../texts/segments.js';
import styles from './facts.module.css';

/** Names with what stands behind them; those without are left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined);
  return (
    <dl className={styles['facts']}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? visibleText(value) : value}</dd>
        </div>
      ))}
    </dl>
  );
}
