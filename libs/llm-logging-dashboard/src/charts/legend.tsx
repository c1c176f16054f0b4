import { Link } from 'wouter';
import type { Kind } from './plot-options.js';
import type { Series } from './series.js';
import { Swatch } from './swatch.js';
import styles from './time-chart.module.css';
import type { Where } from './where.js';

interface LegendProps {
  series: readonly Series[];
  kind: Kind;
  valueOf?: (series: Series) => string | undefined;
  hrefOf: (where: Where) => string | undefined;
  onHighlight: (name: string | null) => void;
}

/** Names by colour, each with the calls behind it; the one pointed at stands out in the drawing. */
export function Legend({ series, kind, valueOf, hrefOf, onHighlight }: LegendProps) {
  return (
    <ul className={styles['legend']}>
      {series.map((one) => (
        <li
          key={one.name}
          onMouseEnter={() => onHighlight(one.name)}
          onMouseLeave={() => onHighlight(null)}
          onFocus={() => onHighlight(one.name)}
          onBlur={() => onHighlight(null)}
        >
          <Swatch colour={one.colour} line={kind === 'lines'} />
          <Entry name={one.name} value={valueOf?.(one)} href={hrefOf({ name: one.name })} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ name, value, href }: { name: string; value?: string; href?: string }) {
  const text = (
    <>
      <bdi>{name}</bdi> {value !== undefined && <span className={styles['legendValue']}>{value}</span>}
    </>
  );
  return href === undefined ? <span>{text}</span> : <Link href={href}>{text}</Link>;
}
