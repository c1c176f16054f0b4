/** Stands for what differs between messages of one kind. */
const DIFFERS = '…';
const SHORTEST = 3;

/** Finds the messages of one kind: the longest run of words that they share, as a phrase. Undefined where they share none, or it is not known. */
export function searchFor(message: string | null): string | undefined {
  const parts = (message ?? '').split(DIFFERS).map(wordsIn);
  const longest = parts.reduce((a, b) => (b.length > a.length ? b : a), '');
  return longest.length < SHORTEST ? undefined : `"${longest}"`;
}

/** Words that touch what differs are cut: half a word is found by no phrase. */
function wordsIn(part: string, index: number, parts: readonly string[]): string {
  const from = index === 0 ? part : part.replace(/^[\p{L}\p{N}_-]+/u, '');
  const until = index === parts.length - 1 ? from : from.replace(/[\p{L}\p{N}_-]+$/u, '');
  return until.replaceAll('"', ' ').trim();
}
