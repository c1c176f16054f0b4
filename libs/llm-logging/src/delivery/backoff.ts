const FIRST_MS = 100;
const LONGEST_MS = 10_000;

/** Time to wait before try number `failures` + 1, in ms: doubling from 0.1 s to 10 s, half of it by chance, so that instances do not knock together. */
export function backoffMs(failures: number): number {
  const ceiling = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 20), LONGEST_MS);
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}
