import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { faultOf, type Fault } from './fault.js';

/** Whether the page says by itself what does not answer. */
export const HasBanner = createContext(false);

export function useFault(): { hasBanner: boolean; fault: () => Fault | undefined } {
  const client = useQueryClient();
  const hasBanner = useContext(HasBanner);
  return { hasBanner, fault: () => faultOf(client.getQueryCache().findAll({ type: 'active' })) };
}

/** The fault as it comes and goes; the same text for as long as it is the same fault. */
export function useFaultText(textOf: (fault: Fault) => string): string | undefined {
  const client = useQueryClient();
  const { fault } = useFault();
  return useSyncExternalStore(
    (listener) => client.getQueryCache().subscribe(() => setTimeout(listener)),
    () => {
      const found = fault();
      return found && textOf(found);
    },
  );
}
