import { useEffect, useRef } from 'react';
import { rememberScroll } from './scroll-positions.js';

const DEBOUNCE_MS = 100;

/** Keeps where something is scrolled to with the entry of the history, for Back to find it there. */
export function useRememberedScroll(name: string): (position: number) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (position) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => rememberScroll(name, position), DEBOUNCE_MS);
  };
}
