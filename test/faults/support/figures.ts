import { appendFileSync } from 'node:fs';
import type { Comparison } from './ledger.js';

/** One line of the table that `npm run test:faults` prints. */
export interface Figures {
  fault: string;
  /** How often or how long. */
  extent: string;
  acknowledged: number;
  lost: number;
  doubled: number;
  /** What else there is to know. */
  remarks?: string;
}

export function report(figures: Figures): void {
  const file = process.env['FAULTS_FIGURES'];
  if (file) appendFileSync(file, `${JSON.stringify(figures)}\n`);
}

export function reportComparison(
  fault: string,
  extent: string,
  { acknowledged, lost, doubled }: Comparison,
  remarks?: string,
): void {
  report({ fault, extent, acknowledged, lost: lost.length, doubled: doubled.length, remarks });
}
