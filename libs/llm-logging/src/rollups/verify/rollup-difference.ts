/** Rollups of a period that are not what its rows add up to. */
export interface RollupDifference {
  /** Table of the rollups. */
  readonly table: string;
  /** Start of it. */
  readonly period: Date;
  readonly callsInRollups: number;
  readonly callsInRows: number;
}
