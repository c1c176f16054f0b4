import { Figure } from '../../components/figure.js';

/** Holds the place of a figure. */
export function PendingFigure({ label }: { label: string }) {
  return <Figure label={label} value="…" note="Loading" />;
}
