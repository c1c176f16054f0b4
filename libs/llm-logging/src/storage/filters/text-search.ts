import { LlmQueryError } from '../../errors.js';

/** One thing that a search asks for. */
interface SearchTerm {
  /** Each of these stands in one of the texts as it is written, in any case. */
  readonly literals: readonly string[];
  /** These words stand one after the other, the last of them whole or as a beginning; null where words say nothing. */
  readonly words: readonly string[] | null;
  readonly isPrefix: boolean;
}

const MAX_TERMS = 32;
const MAX_LENGTH = 2_000;
/** Characters of one text that are searched: what three of these hold fits a `tsvector` (1 MB), whatever they are. */
const SEARCHED_CHARACTERS = 16_000;
/** PostgreSQL would make addresses, paths, tags and signed numbers of words that have these inside. */
const JOINERS = '&+-./:<>@_~‘’“”–—…';
/** Written without spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** What of a row is searched, as the index of past partitions has it. */
export const SEARCHED_TEXT = `to_tsvector('simple'::regconfig, translate(${['prompt', 'response', 'error_message']
  .map((column) => `left(coalesce(${column}, ''), ${SEARCHED_CHARACTERS})`)
  .join(` || ' ' || `)}, ${quotedText(JOINERS)}, '${' '.repeat(JOINERS.length)}'))`;

/**
 * Adds the conditions of a search: words, `"quoted phrases"` and beginnings of words (`deliv*`), all of them, in any order.
 * @throws LlmQueryError for what asks for nothing or too much.
 */
export function addSearch(search: unknown, add: (clause: string, value: string) => void): void {
  for (const { literals, words, isPrefix } of termsOf(search)) {
    for (const literal of literals)
      add('(prompt ILIKE ? OR response ILIKE ? OR error_message ILIKE ?)', `%${literal.replace(/[\\%_]/g, '\\$&')}%`);
    if (words === null) continue;
    // Quoted, so that nothing in it is an operator. The words themselves are letters and digits.
    if (isPrefix) add(`${SEARCHED_TEXT} @@ to_tsquery('simple', ?)`, `${words.map(quotedText).join(' <-> ')}:*`);
    else add(`${SEARCHED_TEXT} @@ phraseto_tsquery('simple', ?)`, words.join(' '));
  }
}

function termsOf(search: unknown): SearchTerm[] {
  if (typeof search !== 'string' || search.trim() === '' || search.length > MAX_LENGTH)
    throw new LlmQueryError('search', `must be a text that is not empty, of ${MAX_LENGTH} characters at most`);
  const terms = [...search.matchAll(/"([^"]*)"|(\S+)/g)].map(([, phrase, word]) =>
    phrase === undefined
      ? termOf([word!.replace(/(?<=.)\*$/, '')], word!.length > 1 && word!.endsWith('*'))
      : termOf(phrase.split(/\s+/), false),
  );
  const wanted = terms.filter(({ literals }) => literals.length > 0);
  if (wanted.length === 0 || wanted.length > MAX_TERMS)
    throw new LlmQueryError('search', `must ask for 1 to ${MAX_TERMS} words or "quoted phrases"`);
  return wanted;
}

function termOf(written: readonly string[], isPrefix: boolean): SearchTerm {
  const literals = written.filter((part) => part !== '');
  const words = literals.flatMap((part) => part.match(WORD) ?? []);
  const isFindable = words.length > 0 && !words.some((word) => UNSPACED.test(word));
  return { literals, words: isFindable ? words : null, isPrefix };
}

function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
