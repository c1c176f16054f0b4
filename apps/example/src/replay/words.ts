/** Words of four letters or more, by which texts are compared. */
export function wordsOf(text: string): Set<string> {
  return new Set((text.toLowerCase().match(/\p{L}{4,}/gu) ?? []).map(stem));
}

export function sharedWords(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared;
}

/** Singular and plural are one word. */
function stem(word: string): string {
  return word.replace(/(ies|es|s)$/, '');
}
