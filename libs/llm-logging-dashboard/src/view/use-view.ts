import { useCallback, useMemo } from 'react';
import { useSearch } from 'wouter';
import { navigate, useHashPath } from '../routing/hash-location.js';
import { changedQuery, readView, sharedQuery, type View, type ViewChange } from './view.js';

export interface CurrentView {
  view: View;
  /** Writes a change into the URL. */
  change: (change: ViewChange) => void;
  /** Writes other parameters into the URL; those that are undefined go. */
  write: (parameters: Readonly<Record<string, string | undefined>>) => void;
  /** Path with query of another page that looks at the same, with a change: for wouter's `Link`. */
  linkTo: (path: string, change?: ViewChange) => string;
}

export function useView(): CurrentView {
  const [path] = useHashPath();
  const query = useSearch();
  const view = useMemo(() => readView(query), [query]);
  const change = useCallback((change: ViewChange) => navigate(join(path, changedQuery(query, change))), [path, query]);
  const linkTo = useCallback(
    (to: string, change: ViewChange = {}) => join(to, changedQuery(sharedQuery(query), change)),
    [query],
  );
  const write = useCallback(
    (written: Readonly<Record<string, string | undefined>>) => {
      const parameters = new URLSearchParams(query);
      for (const [name, value] of Object.entries(written)) {
        if (value === undefined) parameters.delete(name);
        else parameters.set(name, value);
      }
      navigate(join(path, parameters.toString()));
    },
    [path, query],
  );
  return { view, change, write, linkTo };
}

/** One more thing that the page's URL says, such as what it groups by; `fallback` is not written. */
export function useParameter(name: string, fallback: string): [string, (value: string) => void] {
  const [path] = useHashPath();
  const query = useSearch();
  const set = (value: string): void => {
    const parameters = new URLSearchParams(query);
    if (value === fallback) parameters.delete(name);
    else parameters.set(name, value);
    navigate(join(path, parameters.toString()), { replace: true });
  };
  return [new URLSearchParams(query).get(name) ?? fallback, set];
}

function join(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
}
