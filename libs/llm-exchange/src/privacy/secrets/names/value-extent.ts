/** Where a value stands in a text, without its quotes. */
export interface Extent {
  readonly start: number;
  readonly end: number;
  readonly form: 'quoted' | 'bare' | 'block';
}

/** Characters of a value by which it is judged: what is read at one name has a bound, so that all names take linear time. */
export const MAX_JUDGED = 1_024;

const BARE = characters(`"'\`\\,;&<>(){}[]`);
const DATA = characters(`"'\`\\;`);

function characters(ends: string): Uint8Array {
  const inside = new Uint8Array(128).fill(1);
  for (const end of `${ends} \t\n\r\v\f`) inside[end.charCodeAt(0)] = 0;
  return inside;
}

/**
 * The value that begins at `at`, or behind the type that is declared there.
 * @param most characters of it that are read.
 */
export function extentAt(text: string, at: number, isData: boolean, most = MAX_JUDGED): Extent | undefined {
  const given = quotedAt(text, at, most) ?? blockAt(text, at, most);
  if (given !== undefined) return given;
  const typed = isData ? 0 : endOfType(text, at);
  return typed > 0 ? quotedAt(text, typed, most) : bareAt(text, at, isData ? DATA : BARE, most);
}

/** Where a value ends that was accepted: of one that is longer than what it was judged by, all goes. */
export function wholeEnd(text: string, at: number, isData: boolean, end: number): number {
  return end - at < MAX_JUDGED ? end : (extentAt(text, at, isData, Infinity)?.end ?? end);
}

const TYPE = /&?(?:'\w{1,32} )?[A-Za-z][\w.<>[\]|? ]{0,40}[!?]?\s{0,4}=\s{0,4}(?=["'`])/y;
const MAX_TYPE = 48;
const NO_TYPE = new Set([0, 10, 34, 39, 40, 41, 44, 59, 96, 125]);

/** Of `string = '…'` where the value begins, or 0. */
function endOfType(text: string, at: number): number {
  let sign = at;
  const limit = Math.min(at + MAX_TYPE, text.length);
  while (sign < limit && text.charCodeAt(sign) !== 61 && !NO_TYPE.has(text.charCodeAt(sign))) sign += 1;
  if (sign === limit || text.charCodeAt(sign) !== 61) return 0;
  TYPE.lastIndex = at;
  return at + (TYPE.exec(text)?.[0].length ?? -at);
}

function bareAt(text: string, at: number, inside: Uint8Array, most: number): Extent | undefined {
  const end = endOfBare(text, at, Math.min(at + most, text.length), inside);
  return end === at ? undefined : { start: at, end, form: 'bare' };
}

function endOfBare(text: string, from: number, limit: number, inside: Uint8Array): number {
  let end = from;
  for (; end < limit; end += 1) {
    const code = text.charCodeAt(end);
    if (code < 128 ? inside[code] === 0 : isForeignSpace(code)) break;
  }
  return end;
}

function isForeignSpace(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x3000
  );
}

export function quotedAt(text: string, at: number, most = MAX_JUDGED): Extent | undefined {
  let open = at;
  while (open < at + 2 && 'bfruN@$'.includes(text.charAt(open) || ' ')) open += 1;
  const first = open;
  while (open < first + 15 && text.charCodeAt(open) === 92) open += 1;
  const quote = text.charCodeAt(open);
  if (quote !== 34 && quote !== 39 && quote !== 96) return undefined;
  const start = open + 1;
  if (text.charCodeAt(start) === quote && text.charCodeAt(start + 1) === quote) return tripleQuoted(text, start + 2);
  return { start, end: closingQuote(text, start, start + most, { quote, level: open - first }), form: 'quoted' };
}

function tripleQuoted(text: string, start: number): Extent {
  const end = text.slice(start, start + MAX_JUDGED).indexOf(text.slice(start - 3, start));
  return { start, end: start + Math.max(end, 0), form: 'quoted' };
}

/**
 * A quote ends a text when as many backslashes stand before it as before the opening one, beside those that stand for
 * backslashes of the text: `\"` in JSON inside JSON.
 */
function closingQuote(
  text: string,
  start: number,
  most: number,
  { quote, level }: { quote: number; level: number },
): number {
  const limit = Math.min(most, text.length);
  let slashes = 0;
  for (let at = start; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) slashes += 1;
    else {
      if (code === quote && slashes % (2 * (level + 1)) === level) return at - level;
      if (code === 10 && quote !== 96) return at;
      slashes = 0;
    }
  }
  return limit;
}

const BLOCK = /[|>][-+\d]{0,2}[ \t]{0,8}(\r?\n|\\n)([ \t]{1,32})/y;

/** Of YAML, as it is or inside a text of JSON: all lines that are indented as the first one is. */
function blockAt(text: string, at: number, most: number): Extent | undefined {
  const sign = text.charCodeAt(at);
  if (sign !== 124 && sign !== 62) return undefined;
  BLOCK.lastIndex = at;
  const match = BLOCK.exec(text);
  if (match === null) return undefined;
  const [head, newline, indent] = match as unknown as [string, string, string];
  const start = at + head.length;
  const end = endOfBlock(text, start, Math.min(start + most, text.length), newline === '\\n', indent);
  return { start, end, form: 'block' };
}

function endOfBlock(text: string, start: number, limit: number, isEscaped: boolean, indent: string): number {
  const newline = isEscaped ? '\\n' : '\n';
  let end = start;
  while (end < limit) {
    if (isEscaped && text.charCodeAt(end) === 34) return end;
    if (!text.startsWith(newline, end)) end += 1;
    else if (text.startsWith(indent, end + newline.length)) end += newline.length + indent.length;
    else if (text.startsWith(newline, end + newline.length)) end += newline.length;
    else return end;
  }
  return end;
}
