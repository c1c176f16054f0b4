import { expect, it } from '@jest/globals';
import { asBeginnings } from './search-beginnings.js';

it.each([
  ['oscillat', 'oscillat*'],
  ['two words', 'two* words*'],
  ['"a phrase" word', '"a phrase" word*'],
  ['done* word', 'done* word*'],
  ['done*', undefined],
  ['"a phrase"', undefined],
  ['--', undefined],
])('offers the beginnings of words: %s', (search, expected) => {
  expect(asBeginnings(search)).toBe(expected);
});
