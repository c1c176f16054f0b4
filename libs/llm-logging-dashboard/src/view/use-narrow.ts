import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(width < 45rem)');

/** Whether the window is as narrow as a phone. Stylesheets say `@media (width < 45rem)`. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener('change', listener);
      return () => narrow.removeEventListener('change', listener);
    },
    () => narrow.matches,
  );
}
