import { useSyncExternalStore } from 'react';

/** A page as it was looked at, under a name. */
interface SavedView {
  name: string;
  /** Path with its query, as in the URL's hash. */
  href: string;
}

const KEY = 'llm-dashboard.views';
const MOST = 50;
const listeners = new Set<() => void>();
let kept: { text: string | null; views: readonly SavedView[] } = { text: null, views: [] };

/** The views saved in this browser, by name. */
export function useSavedViews(): readonly SavedView[] {
  return useSyncExternalStore(subscribe, savedViews);
}

/** Keeps a view; one of that name is replaced. */
export function saveView(view: SavedView): void {
  write([...savedViews().filter(({ name }) => name !== view.name), view].slice(-MOST));
}

export function forgetView(name: string): void {
  write(savedViews().filter((view) => view.name !== name));
}

function savedViews(): readonly SavedView[] {
  const text = localStorage.getItem(KEY);
  if (text !== kept.text) kept = { text, views: readViews(text) };
  return kept.views;
}

function readViews(text: string | null): SavedView[] {
  try {
    const views = JSON.parse(text ?? '[]') as unknown;
    return Array.isArray(views) ? views.filter(isView) : [];
  } catch {
    return [];
  }
}

/** Only paths of this page: nobody is led elsewhere by what stands in a browser's storage. */
function isView(view: unknown): view is SavedView {
  const { name, href } = (view ?? {}) as Partial<SavedView>;
  return typeof name === 'string' && typeof href === 'string' && href.startsWith('/');
}

function write(views: readonly SavedView[]): void {
  localStorage.setItem(KEY, JSON.stringify([...views].sort((a, b) => a.name.localeCompare(b.name))));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}
