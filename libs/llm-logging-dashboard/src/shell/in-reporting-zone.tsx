import { useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useCapabilities } from '../api/queries.js';
import { useScrollPositions } from '../routing/scroll-positions.js';
import { tick } from '../view/clock.js';
import { setReportingZone } from '../view/zone.js';

const TICK_MS = 15_000;

/** Draws nothing before it is known which clocks count, and lets the time go on for all figures at once. */
export function InReportingZone({ children }: { children: ReactNode }) {
  const { data, isPending } = useCapabilities();
  useMinutes();
  useScrollPositions();
  if (isPending) return null;
  setReportingZone((data as { timeZone?: string } | undefined)?.timeZone ?? 'UTC');
  return children;
}

/** Asks for times that go on again when the minute is over, while the page is looked at. */
function useMinutes(): void {
  const client = useQueryClient();
  useEffect(() => {
    const goOn = (): void => {
      if (!document.hidden && tick())
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'calls' });
    };
    const timer = setInterval(goOn, TICK_MS);
    document.addEventListener('visibilitychange', goOn);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', goOn);
    };
  }, [client]);
}
