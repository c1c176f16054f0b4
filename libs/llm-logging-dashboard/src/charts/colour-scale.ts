/** What is joined from the names without a series of their own. */
export const OTHERS = 'other';
/** What calls without a name count under. */
export const UNKNOWN_NAME = 'unknown';

export type Colour = `--${string}`;

/** Of `tokens.css`: they differ in dark and light, and for those who see fewer colours. */
const COLOURS: readonly Colour[] = [1, 2, 3, 4, 5, 6, 7, 8].map((number): Colour => `--series-${number}`);
const GREY: Colour = '--series-other';

/** How many names are shown by themselves. */
export const MOST_NAMES = 7;

/**
 * Colours by name: a hash of it picks one, so that it is the same on every page and in every range. Of names drawn together that would share
 * one, all but the first by hash move on to the next that is free.
 */
export function colourScale(names: readonly string[]): (name: string) => Colour {
  const colours = new Map<string, Colour>();
  const taken = new Set<Colour>();
  const hashed = names.filter((name) => !isJoined(name)).map((name) => ({ name, hash: hashOf(name) }));
  for (const { name, hash } of hashed.sort((a, b) => a.hash - b.hash).slice(0, COLOURS.length)) {
    const from = COLOURS.map((_, step) => COLOURS[(hash + step) % COLOURS.length]!);
    const colour = from.find((each) => !taken.has(each))!;
    taken.add(colour);
    colours.set(name, colour);
  }
  return (name) => colours.get(name) ?? GREY;
}

/** FNV-1a, its bits mixed so that the last three depend on all: https://en.wikipedia.org/wiki/Fowler-Noll-Vo_hash_function */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Whether a name stands for no one thing. */
export function isJoined(name: string): boolean {
  return name === OTHERS || name === UNKNOWN_NAME;
}
