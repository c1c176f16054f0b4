import { Link } from 'wouter';
import { periodName, type Interval, type Period } from './period.js';
import { sumOf, type Series } from './series.js';
import type { Marker } from './plot-options.js';
import { Swatch } from './swatch.js';
import styles from './time-chart.module.css';
import type { Where } from './where.js';

interface TooltipProps {
  periods: readonly Period[];
  interval: Interval;
  series: readonly Series[];
  format: (value: number) => string;
  index: number;
  left: number;
  /** Adds up its values. */
  stack: boolean;
  /** What happened: listed in its period. */
  markers?: readonly Marker[];
  /** Given where the names are links. */
  hrefOf?: (where: Where) => string | undefined;
}

/** What the period pointed at holds. */
export function Tooltip({ periods, interval, series, format, index, left, stack, markers = [], hrefOf }: TooltipProps) {
  const period = periods[index]!;
  const shown = series.filter(({ values }) => (stack ? values[index] : values[index] !== null));
  const rows = stack ? [...shown].sort((a, b) => b.values[index]! - a.values[index]!) : shown;
  const all = hrefOf?.({ period });
  return (
    <div
      className={`${styles['tooltip']} ${hrefOf === undefined ? '' : styles['pinned']}`}
      style={{ left, '--shift': index < periods.length / 2 ? '0.75rem' : 'calc(-100% - 0.75rem)' } as object}
      role="status"
    >
      <p className={styles['when']}>{periodName(period.start, interval)}</p>
      {markers
        .filter(({ at }) => at >= Date.parse(period.start) && at < Date.parse(period.end))
        .map(({ at, label }) => (
          <p key={`${at} ${label}`} className={styles['marker']}>
            <span aria-hidden="true">▲</span> {label}
          </p>
        ))}
      {rows.length === 0 && <p>No calls</p>}
      <dl>
        {rows.map(({ name, colour, values }) => (
          <div key={name}>
            <dt>
              <Swatch colour={colour} /> <Name name={name} href={hrefOf?.({ period, name })} />
            </dt>
            <dd>{format(values[index]!)}</dd>
          </div>
        ))}
        {stack && rows.length > 1 && (
          <div className={styles['sum']}>
            <dt>All</dt>
            <dd>{format(sumOf(rows.map(({ values }) => values[index]!)))}</dd>
          </div>
        )}
      </dl>
      {all !== undefined && <Link href={all}>Calls</Link>}
    </div>
  );
}

function Name({ name, href }: { name: string; href: string | undefined }) {
  return href === undefined ? <bdi>{name}</bdi> : <Link href={href}>{name}</Link>;
}
