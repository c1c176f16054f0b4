import type { ReactNode } from 'react';
import { delta } from '../../format/numbers.js';
import { relativeChange } from '../stats/relative-change.js';
import { MEASURES, type ComparedTotals } from './measures.js';
import styles from './side-by-side.module.css';

interface ComparedColumn {
  key: string;
  header: ReactNode;
  totals: ComparedTotals;
}

interface SideBySideProps {
  caption: string;
  columns: readonly ComparedColumn[];
  /** Whether sums of one column say something beside those of the one before; figures per call always do. Default true. */
  comparesTotals?: boolean;
}

/** Figures beside each other, each column with its difference to the one before it. */
export function SideBySide({ caption, columns, comparesTotals = true }: SideBySideProps) {
  return (
    <div className={styles['scroll']} role="region" aria-label={caption} tabIndex={0}>
      <table className={styles['table']}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Figure</span>
            </th>
            {columns.map(({ key, header }) => (
              <th key={key} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MEASURES.map(({ label, of, format, better, isTotal = false }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {columns.map(({ key, totals }, place) => (
                <td key={key}>
                  <span>{format(of(totals))}</span>
                  {place > 0 && (comparesTotals || !isTotal) && (
                    <Change before={of(columns[place - 1]!.totals)} now={of(totals)} better={better} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ChangeProps {
  before: number | null;
  now: number | null;
  better?: 'lower' | 'higher';
}

/** Relative to before: a percentage of nothing is none. */
export function Change({ before, now, better }: ChangeProps) {
  const change = relativeChange(before, now);
  if (change === null) return null;
  if (Math.abs(change) < 0.0005) return <span className={styles['neutral']}>same</span>;
  const judged = better === undefined ? 'neutral' : change < 0 === (better === 'lower') ? 'better' : 'worse';
  return <span className={styles[judged]}>{delta(change)}</span>;
}
