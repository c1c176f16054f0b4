import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Sparkline } from '../charts/sparkline.js';
import { delta } from '../format/numbers.js';
import styles from './figure.module.css';

interface FigureProps {
  label: string;
  /** Formatted. */
  value: string;
  /** Relative to the period before: 0.25 is a quarter more. */
  change?: number | null;
  /** What it was in the period before, formatted. */
  before?: string;
  /** Which way is good; without it a change is neither. */
  better?: 'lower' | 'higher';
  /** The calls behind it: a path of `linkTo`. */
  href?: string;
  /** Small print below. */
  note?: string;
  /** How it came about over the same time. */
  series?: readonly (number | null)[];
}

/** One number that matters, with the calls behind it. */
export function Figure({ label, value, change, before, better, href, note, series }: FigureProps) {
  return (
    <dl className={styles['figure']}>
      <dt>{label}</dt>
      <dd className={styles['value']}>{href === undefined ? value : <Link href={href}>{value}</Link>}</dd>
      {change != null && <Change change={change} before={before} better={better} />}
      {note !== undefined && (
        <dd className={styles['note']} title={note}>
          {note}
        </dd>
      )}
      {series !== undefined && (
        <dd className={styles['spark']}>
          <Sparkline values={series} />
        </dd>
      )}
    </dl>
  );
}

/** Figures side by side. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className={styles['figures']}>{children}</div>;
}

interface ChangeProps {
  change: number;
  before?: string;
  better?: 'lower' | 'higher';
}

function Change({ change, before, better }: ChangeProps) {
  return (
    <dd className={`${styles['change']} ${styles[judged(change, better)]}`} title={before && `before: ${before}`}>
      {delta(change)}
      <span className={styles['against']}> {before === undefined ? 'vs. before' : `from ${before}`}</span>
    </dd>
  );
}

function judged(change: number, better?: 'lower' | 'higher'): 'good' | 'bad' | 'neutral' {
  if (better === undefined || Math.abs(change) < 0.005) return 'neutral';
  return change > 0 === (better === 'higher') ? 'good' : 'bad';
}
