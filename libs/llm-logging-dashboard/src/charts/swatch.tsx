import type { Colour } from './colour-scale.js';
import styles from './time-chart.module.css';

/** The colour of a series. */
export function Swatch({ colour, line = false }: { colour: Colour; line?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={line ? styles['lineSwatch'] : styles['swatch']}
      style={{ background: `var(${colour})` }}
    />
  );
}
