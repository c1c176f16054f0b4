/** Steers a terminal, breaks the line, or turns the reading order of what follows. A joiner only joins emoji. */
const HARMFUL = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text of anybody's as one line that a terminal only shows. */
export function safeText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(HARMFUL, '\uFFFD').trim();
}

/** The beginning of {@link safeText}, `length` characters at most. */
export function safeBeginning(text: string, length: number): string {
  // What is cut off need not be cleaned: texts may be long.
  const characters = [...safeText(text.slice(0, length * 4))];
  const isWhole = characters.length <= length && text.length <= length * 4;
  return isWhole ? characters.join('') : `${characters.slice(0, Math.max(length - 1, 0)).join('')}…`;
}

/** A value as one line of JSON without a character that steers a terminal. It parses to the same. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(HARMFUL, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
