import { count } from '../format/numbers.js';

const LENGTH = 64;
const VALUE = 24;

/** What can be said in a few words of an object or list that is folded: `id: 1, name: "Ann", …`, or how much there is. */
export function excerptOf(members: readonly (readonly [name: string | undefined, value: unknown])[]): string {
  let excerpt = '';
  for (const [index, [name, value]] of members.entries()) {
    const said = `${index === 0 ? '' : ', '}${name === undefined ? '' : `${name.slice(0, VALUE)}: `}${valueOf(value)}`;
    if (excerpt.length + said.length > LENGTH)
      return index === 0 ? count(members.length) : `${excerpt}, … ${count(members.length)}`;
    excerpt += said;
  }
  return excerpt;
}

function valueOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  if (typeof value === 'string') return JSON.stringify(value.length > VALUE ? `${value.slice(0, VALUE)}…` : value);
  return String(value);
}
