import { Link } from 'wouter';
import { periodName, type Interval, type Period } from './period.js';
import { sumOf, type Series } from './series.js';
import styles from './time-chart.module.css';
import type { Where } from './where.js';

interface ChartTableProps {
  title: string;
  periods: readonly Period[];
  interval: Interval;
  series: readonly Series[];
  format: (value: number) => string;
  hrefOf: (where: Where) => string | undefined;
  /** Adds a column of sums. */
  sums: boolean;
  height: number;
}

/** A chart's figures, newest period first. */
export function ChartTable({ title, periods, interval, series, format, hrefOf, sums, height }: ChartTableProps) {
  const text = (value: number | null): string => (value === null ? '–' : format(value));
  return (
    <div className={styles['scroll']} style={{ maxHeight: height }} role="region" aria-label={title} tabIndex={0}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{interval}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                <Cell text={name} href={hrefOf({ name })} />
              </th>
            ))}
            {sums && <th scope="col">all</th>}
          </tr>
        </thead>
        <tbody>
          {[...periods.entries()].reverse().map(([index, period]) => (
            <tr key={period.start}>
              <th scope="row">
                <Cell text={periodName(period.start, interval)} href={hrefOf({ period })} />
              </th>
              {series.map(({ name, values }) => (
                <td key={name}>
                  <Cell text={text(values[index]!)} href={values[index] ? hrefOf({ name, period }) : undefined} />
                </td>
              ))}
              {sums && <td>{format(sumOf(series.map(({ values }) => values[index]!)))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ text, href }: { text: string; href: string | undefined }) {
  return href === undefined ? text : <Link href={href}>{text}</Link>;
}
