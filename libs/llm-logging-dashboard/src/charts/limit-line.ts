/** A value that is not to be passed. */
export interface LimitLine {
  value: number;
  /** Written at the right end of its line. */
  label: string;
}
