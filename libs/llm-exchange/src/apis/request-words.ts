import type { RequestWords } from './api.js';
import { APIS } from './apis.js';

/** The words of all APIs: each has a handful for the same few things, and servers mix them. */
export const REQUEST_WORDS: Required<RequestWords> = {
  turns: wordsFor('turns'),
  history: wordsFor('history'),
  inputs: wordsFor('inputs'),
  systems: wordsFor('systems'),
  limits: wordsFor('limits'),
  settings: wordsFor('settings'),
};

function wordsFor(kind: keyof RequestWords): readonly string[] {
  return [...new Set(APIS.flatMap(({ words }) => words?.[kind] ?? []))];
}
