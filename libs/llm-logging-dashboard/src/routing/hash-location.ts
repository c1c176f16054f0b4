import { useSyncExternalStore } from 'react';

/**
 * The page in the URL's hash, its query included (`#/calls?model=…`), so that the dashboard works under any prefix and a
 * link to a view is one to copy. wouter's own hash hook puts the query before the hash, where the server sees it.
 */
export const useHashPath = Object.assign((): [string, typeof navigate] => [useHash(pathOf), navigate], {
  hrefs: (href: string) => `#${href}`,
});

/** Without its question mark. */
export function useHashQuery(): string {
  return useHash(queryOf);
}

/** @param to a path with a query, such as `/calls?model=…` */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', `#${to}`);
  // Neither `replaceState` nor `pushState` fires an event.
  dispatchEvent(new HashChangeEvent('hashchange'));
}

const pathOf = (): string => hash().split('?', 1)[0]! || '/';
const queryOf = (): string => hash().slice(pathOf().length + 1);
/** From `href`: browsers disagree on what `location.hash` decodes. */
const hash = (): string => location.href.split('#').slice(1).join('#');

function useHash<T>(read: () => T): T {
  return useSyncExternalStore(subscribe, read);
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  addEventListener('popstate', listener);
  return () => {
    removeEventListener('hashchange', listener);
    removeEventListener('popstate', listener);
  };
}
