/** A part of two texts: in both, or in one alone. */
export interface DiffPart {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Words, the space between them, and each other character by itself. */
const WORDS = /\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu;
/** Texts that differ in more words than that have nothing to be found in: they stand for themselves. */
const MOST_CHANGES = 800;
/** Of words read; what comes after is one. */
const MOST_WORDS = 100_000;

/** What differs between two texts, word by word, by Myers' algorithm: an O(ND) Difference Algorithm (1986). */
export function wordDiff(before: string, after: string): DiffPart[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const head = sharedLength(a.length, b.length, (place) => a[place] === b[place]);
  const rest = Math.min(a.length, b.length) - head;
  const tail = sharedLength(rest, rest, (place) => a.at(-1 - place) === b.at(-1 - place));
  const middle = changesBetween(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return readable(
    joined([
      ...a.slice(0, head).map((text): DiffPart => ({ kind: 'same', text })),
      ...middle,
      ...a.slice(a.length - tail).map((text): DiffPart => ({ kind: 'same', text })),
    ]),
  );
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  let read = 0;
  for (const [word] of text.matchAll(WORDS)) {
    if (words.length === MOST_WORDS) break;
    words.push(word);
    read += word.length;
  }
  if (read < text.length) words.push(text.slice(read));
  return words;
}

function sharedLength(a: number, b: number, isSame: (place: number) => boolean): number {
  let length = 0;
  while (length < Math.min(a, b) && isSame(length)) length += 1;
  return length;
}

function changesBetween(a: readonly string[], b: readonly string[]): DiffPart[] {
  const trail = shortestTrail(a, b);
  if (trail === undefined)
    return [
      { kind: 'removed', text: a.join('') },
      { kind: 'added', text: b.join('') },
    ];
  const parts: DiffPart[] = [];
  let [x, y] = [a.length, b.length];
  for (let changes = trail.length - 1; changes > 0; changes -= 1) {
    const reached = trail[changes - 1]!;
    const diagonal = x - y;
    const isAdded =
      diagonal === -changes || (diagonal !== changes && at(reached, diagonal - 1) < at(reached, diagonal + 1));
    const from = isAdded ? diagonal + 1 : diagonal - 1;
    const startX = at(reached, from);
    for (const snake = isAdded ? startX : startX + 1; x > snake; x -= 1) parts.push({ kind: 'same', text: a[x - 1]! });
    y = startX - from;
    parts.push(isAdded ? { kind: 'added', text: b[y]! } : { kind: 'removed', text: a[startX]! });
    x = startX;
  }
  for (; x > 0; x -= 1) parts.push({ kind: 'same', text: a[x - 1]! });
  return parts.reverse();
}

/** How far each diagonal is reached with so many changes, by number of changes. */
type Trail = Map<number, number>[];

function shortestTrail(a: readonly string[], b: readonly string[]): Trail | undefined {
  const trail: Trail = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let changes = 0; changes <= MOST_CHANGES; changes += 1) {
    const next = new Map<number, number>();
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const isAdded =
        diagonal === -changes || (diagonal !== changes && at(reached, diagonal - 1) < at(reached, diagonal + 1));
      let x = isAdded ? at(reached, diagonal + 1) : at(reached, diagonal - 1) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return [...trail, next];
    }
    trail.push(next);
    reached = next;
  }
  return undefined;
}

function at(reached: ReadonlyMap<number, number>, diagonal: number): number {
  return reached.get(diagonal) ?? -1;
}

/** So few equal characters between two changes help nobody to read them. */
const FEW = 3;

/** With what little is equal between two changes as a part of both. */
function readable(parts: readonly DiffPart[]): DiffPart[] {
  const isLittle = ({ kind, text }: DiffPart, place: number): boolean =>
    kind === 'same' && place > 0 && place < parts.length - 1 && text.trim().length <= FEW;
  return joined(
    parts.flatMap((part, place): DiffPart[] =>
      isLittle(part, place)
        ? [
            { kind: 'removed', text: part.text },
            { kind: 'added', text: part.text },
          ]
        : [part],
    ),
  );
}

/** Neighbours of a kind are one part; of a change, what was removed stands before what was added. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  let removed = '';
  let added = '';
  const change = (): void => {
    if (removed !== '') result.push({ kind: 'removed', text: removed });
    if (added !== '') result.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  for (const { kind, text } of parts) {
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else {
      change();
      const last = result.at(-1);
      if (last?.kind === 'same') last.text += text;
      else result.push({ kind, text });
    }
  }
  change();
  return result;
}
