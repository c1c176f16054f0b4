import { describe, expect, it } from '@jest/globals';
import { fitting, typedEntries } from './entries.js';

const entry = (label: string) => ({ key: label, label, kind: 'user', href: `/users/${label}` });
const labels = (typed: string, ...names: string[]) => fitting(names.map(entry), typed).map(({ label }) => label);
const kinds = (typed: string, mayRead = true) => typedEntries(typed, mayRead).map(({ kind }) => kind);

describe('the palette', () => {
  it('offers what begins so before what holds it', () => {
    expect(labels('us', 'Discuss', 'acme-user', 'Usage', 'Calls')).toEqual(['Usage', 'acme-user', 'Discuss']);
    expect(labels('', 'a', 'b')).toEqual(['a', 'b']);
  });

  it('opens what an id is of, and searches for the rest', () => {
    expect(kinds('01a20cac-962d-736c-947e-87edeb215e34')).toEqual(['call', 'trace', 'session', 'user', 'search']);
    expect(kinds('0af7651916cd43dd8448eb211c80319c')).toEqual(['trace', 'session', 'user', 'search']);
    expect(kinds('two words')).toEqual(['user', 'search']);
    expect(kinds('ann', false)).toEqual(['user']);
    expect(kinds('  ')).toEqual([]);
    expect(typedEntries('a/b', true)[0]!.href).toBe('/users/a%2Fb');
  });
});
