/** What is looked at of a message, in characters. */
export const NORMALISED_LENGTH = 300;

/** What differs from one occurrence to the next, most special first, each with what a text has to have for it. */
const DIFFERING: [needed: RegExp, pattern: RegExp][] = [
  [/:/, /https?:\/\/\S+/g],
  [/@/, /[\w.+-]+@[\w-]+\.[\w.]+/g],
  [/["'`]/, /"[^"]*"|'[^']*'|`[^`]*`/g],
  [/-/, /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi],
  [/\d/, /\b[\w-]*\d[\w-]{7,}\b/g],
  [/\d/, /\d+([.,:]\d+)*/g],
];

/** An error message with `…` for addresses, quoted texts, ids and numbers, so that those of one kind are equal. */
export function normalisedMessage(message: string): string {
  let text = message.slice(0, NORMALISED_LENGTH).replace(/\s+/g, ' ').trim();
  for (const [needed, pattern] of DIFFERING) if (needed.test(text)) text = text.replace(pattern, '…');
  return text.replace(/…{2,}/g, '…');
}
