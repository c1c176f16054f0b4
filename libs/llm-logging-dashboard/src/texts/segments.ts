/** A stretch of a stored text: as it is, or something that the reader must see and the browser must not act on. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  /** The log took something out here. */
  | { readonly kind: 'redacted'; readonly rule: string }
  /** The log cut the text here. */
  | { readonly kind: 'cut'; readonly text: string }
  /** A file that was sent; the log keeps its kind, size and hash. */
  | { readonly kind: 'media'; readonly text: string }
  /** Characters that reorder or hide others. */
  | { readonly kind: 'invisible'; readonly name: string; readonly title: string };

const REDACTED = String.raw`\[redacted:([^\]\n]{1,80})\]`;
const CUT = String.raw`… \[\d+ of \d+ bytes cut\] …|… \[\d+ characters more\]`;
const MEDIA = String.raw`\[(?:\w+\/[\w.+-]+|[\w-]+), \d+ bytes, sha256 [0-9a-f]{16}\]`;
/** Orders of direction, marks of no width, and controls; joiners stay, which emoji and Persian need. */
const INVISIBLE =
  '[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]';
/** A whole alphabet that nothing shows and models read. */
const TAGS = '[\u{e0000}-\u{e007f}]+';

const SPECIAL = new RegExp(`${REDACTED}|(${CUT})|(${MEDIA})|(${INVISIBLE})|(${TAGS})`, 'gu');

const NAMES: Readonly<Record<string, string>> = {
  '\u00ad': 'soft hyphen',
  '\u061c': 'Arabic letter mark',
  '\u200b': 'zero width space',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u202a': 'left-to-right embedding',
  '\u202b': 'right-to-left embedding',
  '\u202c': 'pop directional formatting',
  '\u202d': 'left-to-right override',
  '\u202e': 'right-to-left override',
  '\u2060': 'word joiner',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2068': 'first strong isolate',
  '\u2069': 'pop directional isolate',
  '\ufeff': 'byte order mark',
};

/** Divides a text; the parts in their order make up all of it. */
export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  let read = 0;
  for (const match of text.matchAll(SPECIAL)) {
    if (match.index > read) segments.push({ kind: 'text', text: text.slice(read, match.index) });
    segments.push(special(match));
    read = match.index + match[0].length;
  }
  if (read < text.length) segments.push({ kind: 'text', text: text.slice(read) });
  return segments;
}

/** A name in which nothing is hidden or turned around, for where only a plain text can stand. */
export function visibleText(text: string): string {
  return segmentsOf(text)
    .map((segment) => (segment.kind === 'invisible' ? `⟨${segment.name}⟩` : sourceOf(segment)))
    .join('');
}

function sourceOf(segment: Exclude<Segment, { kind: 'invisible' }>): string {
  if (segment.kind === 'redacted') return `[redacted:${segment.rule}]`;
  return segment.text;
}

function special([whole, rule, cut, media, invisible]: RegExpExecArray): Segment {
  if (rule !== undefined) return { kind: 'redacted', rule };
  if (cut !== undefined) return { kind: 'cut', text: cut.replaceAll('…', '').trim() };
  if (media !== undefined) return { kind: 'media', text: media };
  if (invisible !== undefined) return { kind: 'invisible', name: codeOf(invisible), title: titleOf(invisible) };
  const hidden = [...whole].map((character) => String.fromCharCode(character.codePointAt(0)! - 0xe0000)).join('');
  const shown = hidden.replaceAll(/[^ -~]/g, '');
  return { kind: 'invisible', name: `hidden “${shown}”`, title: 'Unicode tag characters, which nothing displays' };
}

function codeOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

function titleOf(character: string): string {
  return NAMES[character] ?? 'control character';
}
