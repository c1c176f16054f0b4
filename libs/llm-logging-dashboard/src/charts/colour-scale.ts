/** What is joined from the names that have no colour of their own. */
export const OTHERS = 'other';
/** What calls without a name count under. */
const UNKNOWN = 'unknown';

export type Colour = `--${string}`;

/** Of `tokens.css`: told apart in dark and light, and by those who see fewer colours; the eighth is grey. */
const COLOURS: readonly Colour[] = [1, 2, 3, 4, 5, 6, 7].map((number): Colour => `--series-${number}`);
const GREY: Colour = '--series-8';

/** How many names are shown by themselves. */
export const MOST_NAMES = COLOURS.length;

/** Colours by name, in the order given: names that are drawn together share no colour, and keep theirs across a page. */
export function colourScale(names: readonly string[]): (name: string) => Colour {
  const named = names.filter((name) => !isJoined(name));
  const colours = new Map(named.slice(0, MOST_NAMES).map((name, index) => [name, COLOURS[index]!]));
  return (name) => colours.get(name) ?? GREY;
}

/** Whether a name stands for no one thing, so that no calls can be found by it. */
export function isJoined(name: string): boolean {
  return name === OTHERS || name === UNKNOWN;
}
