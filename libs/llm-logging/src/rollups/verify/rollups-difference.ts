/** Sums of a period that are not what its rows add up to. */
export interface SumsDifference {
  /** Table of the sums. */
  readonly table: string;
  /** Start of it. */
  readonly period: Date;
  readonly callsInSums: number;
  readonly callsInRows: number;
}
