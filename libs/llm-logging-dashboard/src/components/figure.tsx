import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { percent } from '../format/numbers.js';
import styles from './figure.module.css';

interface FigureProps {
  label: string;
  /** Formatted. */
  value: string;
  /** Relative to the period before: 0.25 is a quarter more. */
  change?: number | null;
  /** Which way is good; without it a change is neither. */
  better?: 'lower' | 'higher';
  /** The calls behind it: a path of `linkTo`. */
  href?: string;
  /** Small print below. */
  note?: string;
}

/** One number that matters, with the calls behind it. */
export function Figure({ label, value, change, better, href, note }: FigureProps) {
  return (
    <dl className={styles['figure']}>
      <dt>{label}</dt>
      <dd className={styles['value']}>{href === undefined ? value : <Link href={href}>{value}</Link>}</dd>
      {change != null && <Change change={change} better={better} />}
      {note !== undefined && <dd className={styles['note']}>{note}</dd>}
    </dl>
  );
}

/** Figures side by side. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className={styles['figures']}>{children}</div>;
}

function Change({ change, better }: { change: number; better?: 'lower' | 'higher' }) {
  return (
    <dd className={styles[judged(change, better)]}>
      <span aria-hidden="true">{change === 0 ? '=' : change > 0 ? '▲' : '▼'} </span>
      <span className="visually-hidden">{change > 0 ? 'up ' : change < 0 ? 'down ' : ''}</span>
      {percent(Math.abs(change))}
      <span className={styles['against']}> vs. before</span>
    </dd>
  );
}

function judged(change: number, better?: 'lower' | 'higher'): 'good' | 'bad' | 'neutral' {
  if (better === undefined || Math.abs(change) < 0.005) return 'neutral';
  return change > 0 === (better === 'higher') ? 'good' : 'bad';
}
