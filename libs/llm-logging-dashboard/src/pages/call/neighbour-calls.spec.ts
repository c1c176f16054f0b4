import { describe, expect, it } from '@jest/globals';
import { neighboursOf } from './neighbour-calls.js';

const list = (...pages: string[]) => ({ pages: pages.map((ids) => ({ items: [...ids].map((id) => ({ id })) })) });

describe('neighboursOf', () => {
  it('finds the calls beside one, across pages, in the first list that has it', () => {
    const lists = [undefined, {}, list('xy'), list('abc', 'de'), list('zcz')];
    expect(neighboursOf('c', lists)).toEqual({ newer: 'b', older: 'd' });
    expect(neighboursOf('a', lists)).toEqual({ newer: undefined, older: 'b' });
    expect(neighboursOf('e', lists)).toEqual({ newer: 'd', older: undefined });
    expect(neighboursOf('q', lists)).toEqual({});
  });
});
