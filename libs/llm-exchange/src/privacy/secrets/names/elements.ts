import { NAMED_SECRET, type Finding } from '../finding.js';
import { nameKind } from './secret-names.js';
import { isSecretValue } from './value-shape.js';

const ELEMENT = /<(?:[\w.-]{1,32}:)?([\w.-]{1,64})(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?([^<>\n]{3,1024})/y;
/** Characters between the two tags of an element that are looked at. */
const MAX_ELEMENT = 1_400;

/** `<password>…</password>`. */
export function findInElements(text: string, found: Finding[]): void {
  for (let at = text.indexOf('</'); at >= 0; at = text.indexOf('</', at + 2)) {
    const opening = openingBefore(text, at);
    if (opening === undefined) continue;
    ELEMENT.lastIndex = opening;
    const match = ELEMENT.exec(text);
    if (match === null) continue;
    const value = match[2]!.replace(/\]\]$/, '');
    const kind = nameKind(match[1]!);
    if (kind === undefined || !isSecretValue(value, kind, 'data')) continue;
    const start = opening + match[0].length - match[2]!.length;
    const end = value.length < 1_020 ? start + value.length : at;
    found.push({ start, end, rule: NAMED_SECRET });
  }
}

function openingBefore(text: string, closing: number): number | undefined {
  const seen = text.slice(Math.max(closing - MAX_ELEMENT, 0), closing);
  let open = seen.lastIndexOf('<');
  if (open > 0 && seen.startsWith('<![CDATA[', open)) open = seen.lastIndexOf('<', open - 1);
  return open < 0 ? undefined : closing - seen.length + open;
}
