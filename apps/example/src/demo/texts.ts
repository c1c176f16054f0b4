import { readFileSync } from 'node:fs';
import type { Random } from './random.js';

export interface TextPair {
  readonly prompt: string;
  readonly response: string;
}

const CHARACTERS_PER_TOKEN = 4;
/** Answers of about the wanted length to choose from. */
const CHOICE = 40;

/** Questions and answers of demo/texts.jsonl, found by the answer's length. */
export class Texts {
  readonly #byLength: readonly TextPair[];

  constructor() {
    const lines = readFileSync(new URL('../../demo/texts.jsonl', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    this.#byLength = lines
      .map((line) => JSON.parse(line) as TextPair)
      .sort((a, b) => a.response.length - b.response.length);
  }

  get all(): readonly TextPair[] {
    return this.#byLength;
  }

  /** A pair whose answer is about so long, as far as there are any. */
  near(tokens: number, random: Random): TextPair {
    const wanted = tokens * CHARACTERS_PER_TOKEN;
    const found = this.#byLength.findIndex(({ response }) => response.length >= wanted);
    const middle = found === -1 ? this.#byLength.length : found;
    const first = Math.max(0, Math.min(middle - CHOICE / 2, this.#byLength.length - CHOICE));
    return random.pick(this.#byLength.slice(first, first + CHOICE));
  }
}
