import type { Waiter } from './lease.js';

/** How long a call waits for an answer of the database at most, in ms. */
const PATIENCE_MS = 3_000;
/** How long a call that would be refused waits for what others have reserved in advance, in ms: longer than they take to learn that it is wanted. */
const PATIENT_MS = 2_500;

/** The limit is reached. */
export class Refused extends Error {
  constructor(readonly spentUsd: number) {
    super('The limit is reached.');
  }
}

/** A call that waits, and what becomes of it. @param left is called when it waits no more. */
export function newWaiter(amount: number, left: (waiter: Waiter) => void): { waiter: Waiter; outcome: Promise<void> } {
  let waiter!: Waiter;
  const outcome = new Promise<void>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (complete: () => void): void => {
      clearTimeout(timer);
      left(waiter);
      complete();
    };
    waiter = {
      amount,
      hasFlushed: false,
      patientUntil: performance.now() + PATIENT_MS,
      expect: (isAsking) => {
        clearTimeout(timer);
        if (isAsking) timer = setTimeout(() => end(() => reject(new Error('no answer in time'))), PATIENCE_MS);
      },
      admit: () => end(resolve),
      refuse: (spentUsd) => end(() => reject(new Refused(spentUsd))),
      fail: (error) => end(() => reject(error as Error)),
    };
    waiter.expect(true);
  });
  return { waiter, outcome };
}
