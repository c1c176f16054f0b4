/** The name that was probably meant: one or two slips of the keyboard away, or begun. Undefined where none is near. */
export function suggestionFor(given: string, names: readonly string[]): string | undefined {
  const begun = given.length >= 2 ? names.filter((name) => name.startsWith(given)) : [];
  if (begun.length === 1) return begun[0];
  const most = given.length <= 3 ? 1 : 2;
  const [nearest] = names
    .map((name) => ({ name, slips: slipsBetween(given, name, most) }))
    .filter(({ slips }) => slips <= most)
    .sort((a, b) => a.slips - b.slips);
  return nearest?.name;
}

/** Letters to insert, remove, change or swap with the next one; anything above `most` where there are more. */
export function slipsBetween(a: string, b: string, most = Infinity): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_none, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, changed, isSwapped ? before[j - 2]! + 1 : Infinity));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
