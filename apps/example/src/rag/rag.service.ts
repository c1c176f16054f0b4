import { Injectable } from '@nestjs/common';
import { LlmCallType, LlmContextService, LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import { answerOf, type ChatCompletion, LlmClient } from '../llm/llm-client.js';
import { ReviewSearchService } from '../reviews/review-search.service.js';
import type { Review } from '../reviews/reviews.js';

/** Answers questions from reviews, in steps: embed, retrieve, check what fits, write the answer. */
@Injectable()
export class RagService {
  constructor(
    private readonly llm: LlmClient,
    private readonly reviews: ReviewSearchService,
    private readonly contexts: LlmContextService,
    private readonly logger: LlmLoggerService,
  ) {}

  /** The pipeline is a call of its own in the log; the calls of its steps are its children. */
  ask(question: string, companyId: string): Promise<{ answer: string; traceId: string }> {
    return this.contexts.run({ companyId }, () =>
      this.logger.logCall({ callType: LlmCallType.RAG_QUERY, prompt: question, tags: ['pipeline'] }, async (call) => {
        const found = await this.reviews.search(question, companyId);
        await this.judge(question, found);
        const answer = answerOf(await this.synthesise(question, found));
        call.update({ response: answer, metadata: { reviews: found.map(({ id }) => id) } });
        return { answer, traceId: call.traceId };
      }),
    );
  }

  @LogLlmCall('classification', { prompt: ([question]) => question })
  judge(question: string, reviews: readonly Review[]): Promise<ChatCompletion> {
    const content = `Do these reviews help to answer "${question}"? Answer yes or no.\n\n${quote(reviews)}`;
    return this.llm.chat([{ role: 'user', content }]);
  }

  @LogLlmCall('rag_synthesis', { prompt: ([question]) => question })
  synthesise(question: string, reviews: readonly Review[]): Promise<ChatCompletion> {
    const content = `Answer from these reviews only.\n\n${quote(reviews)}\n\nQuestion: ${question}`;
    return this.llm.chat([{ role: 'user', content }]);
  }
}

function quote(reviews: readonly Review[]): string {
  return reviews.map(({ id, text }) => `[${id}] ${text}`).join('\n');
}
