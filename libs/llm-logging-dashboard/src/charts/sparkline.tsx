import styles from './sparkline.module.css';
import { sparkPoints } from './spark-points.js';

const WIDTH = 120;
const HEIGHT = 32;

/** The course of a figure, without axes; its last value is the dot. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const points = sparkPoints(values, WIDTH, HEIGHT);
  const last = points.at(-1);
  if (points.length < 2 || last === undefined) return null;
  return (
    <span className={styles['frame']} aria-hidden="true">
      <svg className={styles['spark']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      </svg>
      <span
        className={styles['dot']}
        style={{ left: `${(last.x / WIDTH) * 100}%`, top: `${(last.y / HEIGHT) * 100}%` }}
      />
    </span>
  );
}
