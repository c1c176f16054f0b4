/** Without what would break a line of a log, or turn its direction, wherever it is printed. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, ' ');
}
