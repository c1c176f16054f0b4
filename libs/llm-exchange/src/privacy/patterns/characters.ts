/** Which characters a part of a pattern may match: one bit for each of ASCII, and one for all others. */
export type Characters = bigint;

export const NO_CHARACTERS: Characters = 0n;
const ANY_CHARACTER: Characters = (1n << 129n) - 1n;

const OTHERS = 1n << 128n;

/** The characters that a class, an escape or a literal matches; all, where that cannot be tried. */
export function charactersOf(source: string, flags: string): Characters {
  try {
    const pattern = new RegExp(`^(?:${source})$`, flags.replaceAll(/[gym]/g, ''));
    let set = mayMatchOthers(source, flags) ? OTHERS : NO_CHARACTERS;
    for (let code = 0; code < 128; code += 1) if (pattern.test(String.fromCharCode(code))) set |= 1n << BigInt(code);
    return set;
  } catch {
    return ANY_CHARACTER;
  }
}

/** Letters, digits and signs of ASCII, and classes of these, match no other character, unless cases of all scripts are folded. */
function mayMatchOthers(source: string, flags: string): boolean {
  const isFolded = flags.includes('i') && /[uv]/.test(flags);
  if (isFolded && (/[ks]/i.test(source) || source.includes('\\w'))) return true;
  return source === '.' || /[^\x20-\x7e]|\[\^|\\[^dwtnrvf()[\]{}.*+?^$|\\/-]/.test(source);
}

export function areDisjoint(one: Characters, other: Characters): boolean {
  return (one & other) === NO_CHARACTERS;
}
