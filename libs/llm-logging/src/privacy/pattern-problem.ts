interface Group {
  /** Whether it can match its text in several ways: the length of a part varies, or there are alternatives. */
  isAmbiguous: boolean;
}

/** Repetitions of an ambiguous group that are harmless. */
const FEW = 4;
const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;

/**
 * Why a pattern may not run on texts of any origin; undefined for one that may. Refuses groups that are repeated and match the
 * same text in several ways, `(a+)+`, and references back to groups, as their time can double with every character. What
 * remains takes at most a power of the window that patterns see at once.
 */
export function patternProblem(pattern: RegExp): string | undefined {
  if (new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, '')).test(''))
    return 'matches the empty text; let it match at least one character';
  const { source } = pattern;
  const groups: Group[] = [{ isAmbiguous: false }];
  for (let at = 0; at < source.length;) {
    const inner = groups.at(-1)!;
    const char = source[at]!;
    if (char === '\\' && /^\\(?:[1-9]|k<)/.test(source.slice(at, at + 3)))
      return 'refers back to a group, which can take endless time; write out what is repeated';
    if (char === '|') inner.isAmbiguous = true;
    if (char === '(') groups.push({ isAmbiguous: false });
    const closed = char === ')' ? groups.pop() : undefined;
    at = endOfAtom(source, at);
    if (char === '(' || char === '|') continue;
    const repeat = repetitionAt(source, at);
    if (closed?.isAmbiguous === true && repeat.max > FEW)
      return 'repeats a group that can match the same text in several ways, such as (a+)+ or (a|b)*, which can take endless time; repeat a single character class, such as [ab]+, or give what is inside a fixed length';
    const outer = groups.at(-1)!;
    outer.isAmbiguous ||= closed?.isAmbiguous === true || repeat.min !== repeat.max;
    at = repeat.end;
  }
  return undefined;
}

function endOfAtom(source: string, at: number): number {
  if (source[at] === '\\') return at + 2;
  if (source[at] === '(') return at + (/^\(\?(?:<?[=!]|:|<[^>]*>|[a-z-]*:)/.exec(source.slice(at))?.[0].length ?? 1);
  if (source[at] !== '[') return at + 1;
  let end = at + 1;
  for (let depth = 1; depth > 0 && end < source.length; end += 1) {
    if (source[end] === '\\') end += 1;
    else if (source[end] === ']') depth -= 1;
  }
  return end;
}

function repetitionAt(source: string, at: number): { min: number; max: number; end: number } {
  QUANTIFIER.lastIndex = at;
  const match = QUANTIFIER.exec(source);
  if (match === null) return { min: 1, max: 1, end: at };
  const end = at + match[0].length;
  if (match[0].startsWith('?')) return { min: 0, max: 1, end };
  if (match[1] === undefined) return { min: match[0].startsWith('+') ? 1 : 0, max: Infinity, end };
  const min = Number(match[1]);
  return { min, max: match[2] === undefined ? min : match[3] === '' ? Infinity : Number(match[3]), end };
}
