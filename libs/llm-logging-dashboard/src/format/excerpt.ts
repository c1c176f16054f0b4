const LENGTH = 240;

/** The beginning of a text on one line. Characters that turn the direction of writing are replaced: they would turn what follows. */
export function excerpt(text: string | null): string {
  if (text === null) return '';
  // Cut first: a text may be a megabyte long.
  return text
    .slice(0, 4 * LENGTH)
    .trimStart()
    .slice(0, LENGTH)
    .replace(/\p{Bidi_Control}/gu, '\u{FFFD}')
    .replace(/[\s\p{Cc}]+/gu, ' ');
}
