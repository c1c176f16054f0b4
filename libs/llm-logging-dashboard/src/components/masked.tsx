import { EmptyState } from './states.js';

/** Stands where texts would stand, for whom they are hidden; `children` is what there is to see all the same. */
export function Masked({ children }: { children: string }) {
  return <EmptyState title="Texts are masked for you.">{children}</EmptyState>;
}
