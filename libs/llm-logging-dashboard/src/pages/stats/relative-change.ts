/** 0.25 is a quarter more; null where there was nothing before, or is nothing now. */
export function relativeChange(before: number | null | undefined, now: number | null | undefined): number | null {
  return before == null || before === 0 || now == null ? null : (now - before) / before;
}
