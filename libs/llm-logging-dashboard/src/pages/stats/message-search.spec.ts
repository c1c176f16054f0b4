import { expect, it } from '@jest/globals';
import { searchFor } from './message-search.js';

it.each([
  ['The server is overloaded', '"The server is overloaded"'],
  ['Request timed out after … ms', '"Request timed out after"'],
  ['Rate limit for gpt-…o in org-…fj…k on tokens per min', '"on tokens per min"'],
  ['Cannot read "…" of undefined value', '"of undefined value"'],
  ['Model "gpt" is not there', '"Model  gpt  is not there"'],
])('finds %s by its longest common words', (message, search) => {
  expect(searchFor(message)).toBe(search);
});

it.each(['', '…', 'a…b'])('has nothing to find %j by', (message) => {
  expect(searchFor(message)).toBeUndefined();
});
