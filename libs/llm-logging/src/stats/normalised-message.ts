const LENGTH = 300;

/** What differs from one occurrence to the next, most special first. */
const DIFFERING = [
  /https?:\/\/\S+/g,
  /[\w.+-]+@[\w-]+\.[\w.]+/g,
  /"[^"]*"|'[^']*'|`[^`]*`/g,
  /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
  /\b[\w-]*\d[\w-]{7,}\b/g,
  /\d+([.,:]\d+)*/g,
];

/** An error message with `…` for addresses, quoted texts, ids and numbers, so that those of one kind are equal. */
export function normalisedMessage(message: string): string {
  const short = message.slice(0, LENGTH).replace(/\s+/g, ' ').trim();
  return DIFFERING.reduce((text, pattern) => text.replace(pattern, '…'), short).replace(/…+/g, '…');
}
