import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';

export interface Shortcut {
  /** One key, or two after each other: `/`, `g o`. */
  keys: string;
  /** What it does, for the help. */
  label: string;
  run: () => void;
}

interface Registry {
  add: (shortcut: Shortcut) => () => void;
  all: () => Shortcut[];
}

const Registered = createContext<Registry | null>(null);
const SEQUENCE_MS = 5_000;

/** Listens for the shortcuts of everything below it. */
export function Shortcuts({ children }: { children: ReactNode }) {
  const [registry] = useState(newRegistry);
  const before = useRef({ key: '', at: 0 });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return;
      const { key, at } = before.current;
      const sequence = event.timeStamp - at < SEQUENCE_MS ? `${key} ${event.key}` : '';
      before.current = { key: event.key, at: event.timeStamp };
      const shortcut =
        registry.all().find(({ keys }) => keys === sequence) ?? registry.all().find(({ keys }) => keys === event.key);
      if (shortcut === undefined) return;
      before.current = { key: '', at: 0 };
      event.preventDefault();
      shortcut.run();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [registry]);
  return <Registered value={registry}>{children}</Registered>;
}

/** Offers a shortcut while the component is there. */
export function useShortcut(keys: string, label: string, run: () => void): void {
  const registry = useRegistry();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => registry.add({ keys, label, run: () => latest.current() }), [registry, keys, label]);
}

/** Those offered now, for the help. */
export function useShortcutList(): () => Shortcut[] {
  const registry = useRegistry();
  return useMemo(() => registry.all, [registry]);
}

function useRegistry(): Registry {
  const registry = useContext(Registered);
  if (registry === null) throw new Error('There is no <Shortcuts> above.');
  return registry;
}

function newRegistry(): Registry {
  const shortcuts = new Set<Shortcut>();
  return {
    add: (shortcut) => {
      shortcuts.add(shortcut);
      return () => shortcuts.delete(shortcut);
    },
    all: () => [...shortcuts],
  };
}

/** Whether keys go to a field, or to a dialog that is open. */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
