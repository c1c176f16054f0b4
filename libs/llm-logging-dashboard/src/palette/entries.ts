/** Something that the palette leads to. */
export interface Entry {
  key: string;
  /** What is shown, and what is looked for in. */
  label: string;
  /** What it is: page, user, model … */
  kind: string;
  href: string;
}

const MOST = 12;
/** A call's id: a UUIDv7. */
const CALL_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** W3C trace ids, and what others use for them: too long to be a word. */
const TRACE_ID = /^[\w.:-]{16,128}$/;

/** Those that fit what was typed, the best first: by the whole label, by its beginning, by a word's beginning, by anything in it. */
export function fitting(entries: readonly Entry[], typed: string): Entry[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return entries.slice(0, MOST);
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry.label.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MOST)
    .map(({ entry }) => entry);
}

/** What can be opened without being known: a call or trace by its id, and a search of texts. */
export function typedEntries(typed: string, mayRead: boolean): Entry[] {
  const text = typed.trim();
  if (text === '') return [];
  const id = encodeURIComponent(text);
  const found: (Entry | false)[] = [
    CALL_ID.test(text) && { key: 'call', kind: 'call', label: text, href: `/calls/${id}` },
    TRACE_ID.test(text) && { key: 'trace', kind: 'trace', label: text, href: `/traces/${id}` },
    TRACE_ID.test(text) && { key: 'session', kind: 'session', label: text, href: `/sessions/${id}` },
    { key: 'user', kind: 'user', label: text, href: `/users/${id}` },
    mayRead && { key: 'search', kind: 'search', label: `Calls with “${text}”`, href: `/calls?search=${id}&kind=call` },
  ];
  return found.filter((entry): entry is Entry => entry !== false);
}

function rankOf(label: string, wanted: string): number {
  if (label === wanted) return 4;
  if (label.startsWith(wanted)) return 3;
  const at = label.indexOf(wanted);
  if (at === -1) return 0;
  return /[\p{L}\p{N}]/u.test(label[at - 1]!) ? 1 : 2;
}
