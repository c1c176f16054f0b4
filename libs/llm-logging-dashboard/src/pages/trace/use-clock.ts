import { useEffect, useRef, useState } from 'react';

const TICK_MS = 1_000;
const ASK_EVERY = 3;

/** The time, going on while something runs; `askAgain` is called now and then until it does not. */
export function useClock(isRunning: boolean, askAgain: () => void): number {
  const [now, setNow] = useState(() => Date.now());
  const latest = useRef(askAgain);
  useEffect(() => {
    latest.current = askAgain;
  });
  useEffect(() => {
    if (!isRunning) return;
    let ticks = 0;
    const timer = setInterval(() => {
      if (document.hidden) return;
      ticks += 1;
      setNow(Date.now());
      if (ticks % ASK_EVERY === 0) latest.current();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}
