import { Injectable } from '@nestjs/common';
import { vectorsOf } from '../llm/llm-client.js';
import { EmbeddingService } from './embedding.service.js';
import { REVIEWS, type Review } from './reviews.js';

/** Finds reviews by meaning (embeddings) and words alike. */
@Injectable()
export class ReviewSearchService {
  readonly #vectors = new Map<string, readonly number[]>();

  constructor(private readonly embeddings: EmbeddingService) {}

  async search(question: string, companyId: string, limit = 3): Promise<Review[]> {
    const reviews = REVIEWS.filter((review) => review.companyId === companyId);
    if (reviews.length === 0) return [];
    await this.#embedNew(reviews);
    const [wanted = []] = await this.#vectorsOf([question]);
    const score = ({ id, text }: Review): number =>
      cosine(wanted, this.#vectors.get(id) ?? []) + sharedWords(question, text) / 10;
    return [...reviews].sort((a, b) => score(b) - score(a)).slice(0, limit);
  }

  async #embedNew(reviews: readonly Review[]): Promise<void> {
    const missing = reviews.filter(({ id }) => !this.#vectors.has(id));
    if (missing.length === 0) return;
    const vectors = await this.#vectorsOf(missing.map(({ text }) => text));
    missing.forEach(({ id }, index) => this.#vectors.set(id, vectors[index] ?? []));
  }

  async #vectorsOf(texts: readonly string[]): Promise<(readonly number[])[]> {
    return vectorsOf(await this.embeddings.embed(texts));
  }
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  const length = Math.hypot(...a) * Math.hypot(...b);
  return length === 0 ? 0 : dot / length;
}

function sharedWords(a: string, b: string): number {
  const words = new Set(a.toLowerCase().match(/\p{L}{4,}/gu));
  return new Set((b.toLowerCase().match(/\p{L}{4,}/gu) ?? []).filter((word) => words.has(word))).size;
}
