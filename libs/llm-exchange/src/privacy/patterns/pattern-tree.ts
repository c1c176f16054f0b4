import { charactersOf, type Characters } from './characters.js';

/** A pattern, as far as the time it takes depends on it. */
export type PatternNode =
  | { readonly kind: 'character'; readonly characters: Characters }
  | { readonly kind: 'assertion' }
  | { readonly kind: 'look'; readonly body: PatternNode }
  | { readonly kind: 'sequence' | 'alternatives'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly body: PatternNode; readonly min: number; readonly max: number };

const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;
const ESCAPE = /^\\(?:[pPu]\{[^}]*\}|c[A-Za-z]|x[\da-f]{2}|u[\da-f]{4}|[^])/i;
const OPENING = /\((?:\?(?:<?[=!]|:|<[^>=!][^>]*>|[a-z-]*:))?/y;

/** The tree of a pattern that JavaScript has accepted. */
export function patternTree({ source, flags }: Pick<RegExp, 'source' | 'flags'>): PatternNode {
  return new Reader(source, flags).alternatives();
}

class Reader {
  #at = 0;

  constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {}

  alternatives(): PatternNode {
    const items = [this.#sequence()];
    while (this.source[this.#at] === '|') {
      this.#at += 1;
      items.push(this.#sequence());
    }
    return items.length === 1 ? items[0]! : { kind: 'alternatives', items };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.source.length && this.source[this.#at] !== '|' && this.source[this.#at] !== ')')
      items.push(this.#quantified(this.#atom()));
    return { kind: 'sequence', items };
  }

  #atom(): PatternNode {
    const char = this.source[this.#at];
    if (char === '(') return this.#group();
    if (char === '[') return this.#characterClass();
    if (char === '^' || char === '$') return this.#assertion(1);
    if (char !== '\\') return this.#character(1);
    const rest = this.source.slice(this.#at, this.#at + 64);
    if (/^\\b/i.test(rest)) return this.#assertion(2);
    return this.#character(ESCAPE.exec(rest)?.[0].length ?? 2);
  }

  #assertion(length: number): PatternNode {
    this.#at += length;
    return { kind: 'assertion' };
  }

  #character(length: number): PatternNode {
    const source = this.source.slice(this.#at, this.#at + length);
    this.#at += length;
    return { kind: 'character', characters: charactersOf(source, this.flags) };
  }

  #group(): PatternNode {
    OPENING.lastIndex = this.#at;
    const opening = OPENING.exec(this.source)![0];
    this.#at += opening.length;
    const body = this.alternatives();
    this.#at += 1;
    return /^\(\?<?[=!]$/.test(opening) ? { kind: 'look', body } : body;
  }

  /** Classes may stand in classes, with the flag `v`. */
  #characterClass(): PatternNode {
    const begin = this.#at;
    let end = begin;
    let depth = 0;
    do {
      const char = this.source[end];
      if (char === '\\') end += 1;
      else if (char === '[' && (depth === 0 || this.flags.includes('v'))) depth += 1;
      else if (char === ']') depth -= 1;
      end += 1;
    } while (depth > 0 && end < this.source.length);
    return this.#character(end - begin);
  }

  #quantified(body: PatternNode): PatternNode {
    QUANTIFIER.lastIndex = this.#at;
    const match = QUANTIFIER.exec(this.source);
    if (match === null) return body;
    this.#at += match[0].length;
    const [, sign, least, comma, most] = match;
    if (sign !== undefined)
      return { kind: 'repeat', body, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    const min = Number(least);
    return { kind: 'repeat', body, min, max: comma === undefined ? min : most === '' ? Infinity : Number(most) };
  }
}
