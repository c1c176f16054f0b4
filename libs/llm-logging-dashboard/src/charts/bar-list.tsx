import { Link } from 'wouter';
import styles from './bar-list.module.css';
import type { Colour } from './colour-scale.js';

export interface Bar {
  key: string;
  label: string;
  /** Null where it is not known: listed, without a bar. */
  value: number | null;
  /** The value, formatted. */
  text: string;
  /** The calls behind it. */
  href?: string;
  colour?: Colour;
  /** The best of all. */
  best?: boolean;
}

/** Names with bars that compare them: a list that reads as well without the bars. */
export function BarList({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const most = Math.max(...bars.map(({ value }) => value ?? 0));
  return (
    <ul className={styles['list']} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} className={styles['row']}>
          <span className={styles['label']} title={bar.label}>
            {bar.href === undefined ? <bdi>{bar.label}</bdi> : <Link href={bar.href}>{bar.label}</Link>}
          </span>
          <span className={styles['value']}>
            {bar.best && <span className={styles['best']}>best </span>}
            {bar.text}
          </span>
          <Track share={most > 0 ? (bar.value ?? 0) / most : 0} colour={bar.colour} />
        </li>
      ))}
    </ul>
  );
}

/** A part of a whole, from 0 to 1. */
export function Track({ share, colour = '--series-1' }: { share: number; colour?: Colour }) {
  return (
    <span className={styles['track']} aria-hidden="true">
      <span className={styles['bar']} style={{ width: `${share * 100}%`, background: `var(${colour})` }} />
    </span>
  );
}
