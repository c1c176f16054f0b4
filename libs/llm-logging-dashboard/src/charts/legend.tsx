import { Link } from 'wouter';
import { share } from '../format/numbers.js';
import { OTHERS } from './colour-scale.js';
import type { Kind } from './plot-options.js';
import { sumOf, type Series } from './series.js';
import { Swatch } from './swatch.js';
import styles from './legend.module.css';
import type { Where } from './where.js';

interface LegendProps {
  series: readonly Series[];
  kind: Kind;
  /** The total of a series: with it the legend is a table. */
  valueOf?: (series: Series) => string | undefined;
  hrefOf: (where: Where) => string | undefined;
  /** The one that alone keeps its colour. */
  single: string | null;
  onSingle: (name: string) => void;
  onHighlight: (name: string | null) => void;
}

/** Names by colour, with totals and shares that lead to the calls; a click singles one out in the drawing. */
export function Legend({ series, kind, valueOf, hrefOf, single, onSingle, onHighlight }: LegendProps) {
  const all = sumOf(series.map(({ values }) => sumOf(values)));
  return (
    <ul className={valueOf === undefined ? styles['line'] : styles['table']}>
      {series.map((one) => (
        <li
          key={one.name}
          data-faint={single !== null && single !== one.name}
          onMouseEnter={() => onHighlight(one.name)}
          onMouseLeave={() => onHighlight(null)}
          onFocus={() => onHighlight(one.name)}
          onBlur={() => onHighlight(null)}
        >
          <button
            className={styles['name']}
            aria-pressed={single === one.name}
            title={one.name}
            onClick={() => onSingle(one.name)}
          >
            <Swatch colour={one.colour} line={kind === 'lines'} />
            <bdi>{one.name}</bdi>
          </button>
          {valueOf !== undefined && (
            <>
              <Total text={valueOf(one)} href={one.name === OTHERS ? undefined : hrefOf({ name: one.name })} />
              <span className={styles['share']}>{share(all === 0 ? 0 : sumOf(one.values) / all)}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Total({ text, href }: { text: string | undefined; href: string | undefined }) {
  return <span className={styles['total']}>{href === undefined ? text : <Link href={href}>{text}</Link>}</span>;
}
