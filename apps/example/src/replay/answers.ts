import { Texts, type TextPair } from '../demo/texts.js';
import { sharedWords, wordsOf } from './words.js';

interface Known extends TextPair {
  readonly words: ReadonlySet<string>;
}

/** Questions that share less than so much of their words are of something else. */
const ALIKE = 0.5;

const MOODS = {
  positive: /\b(beautiful|best|bright|fair|free|great|liked|minutes|next day|quick)\b/gi,
  negative: /\b(broke|crash\w*|two weeks|slow|late|refund)\b/gi,
};

/** What a model might answer: nobody thinks here, but it fits what was asked. */
export class Answers {
  readonly #known: readonly Known[] = new Texts().all.map((pair) => ({ ...pair, words: wordsOf(pair.prompt) }));

  to(asked: string): string {
    if (asked.startsWith('Positive, negative or mixed?')) return moodOf(asked.slice(asked.indexOf('\n')));
    if (asked.startsWith('Do these reviews help')) return reviewsIn(asked).length > 0 ? 'Yes' : 'No';
    if (asked.startsWith('Answer from these reviews only')) return fromReviews(asked);
    return this.#recorded(asked) ?? shopAnswer(asked);
  }

  /** Of a question like one that volunteers have answered. */
  #recorded(asked: string): string | undefined {
    const words = wordsOf(asked);
    const likeness = (known: Known): number =>
      sharedWords(words, known.words) / Math.max(words.size, known.words.size, 1);
    const [nearest] = this.#known.map((known) => ({ known, like: likeness(known) })).sort((a, b) => b.like - a.like);
    return nearest !== undefined && nearest.like >= ALIKE ? nearest.known.response : undefined;
  }
}

function moodOf(text: string): string {
  const [good, bad] = [text.match(MOODS.positive)?.length ?? 0, text.match(MOODS.negative)?.length ?? 0];
  if (good > 0 && bad > 0) return 'Mixed';
  return bad > 0 ? 'Negative' : 'Positive';
}

interface Quoted {
  readonly id: string;
  readonly text: string;
}

function reviewsIn(asked: string): Quoted[] {
  return [...asked.matchAll(/^\[(\w+)\] (.+)$/gm)].map(([, id, text]) => ({ id: id!, text: text! }));
}

function fromReviews(asked: string): string {
  const question = wordsOf(asked.slice(asked.lastIndexOf('Question:') + 'Question:'.length));
  const reviews = reviewsIn(asked);
  const fitting = reviews.filter(({ text }) => sharedWords(question, wordsOf(text)) > 0);
  const used = fitting.length > 0 ? fitting : reviews.slice(0, 1);
  if (used.length === 0) return 'There are no reviews that say anything about this.';
  const quotes = used.map(({ id, text }) => `“${text}” [${id}]`);
  return `Customers write: ${quotes.join(' and ')}`;
}

function shopAnswer(asked: string): string {
  const subject = asked.trim().replace(/[.?!]+$/, '');
  return `To “${subject}”: look first at what your customers praise, the desk lamps and the quick support, and at what they wait for, the delivery. Ask for numbers before you change anything.`;
}
