import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { LlmContext, LlmContextService, LogLlmCall } from 'nestjs-llm-logging';
import { answerOf, type ChatCompletion, LlmClient } from '../llm/llm-client.js';
import { REVIEWS } from '../reviews/reviews.js';

/** Tells how people feel, hidden from everybody: no request is open while it runs. */
@Injectable()
export class SentimentService {
  constructor(
    private readonly llm: LlmClient,
    private readonly contexts: LlmContextService,
  ) {}

  @Cron(CronExpression.EVERY_HOUR, { name: 'sentiment' })
  @LlmContext(() => ({ taskId: `sentiment-${new Date().toISOString()}`, tags: ['job'] }))
  async rateReviews(): Promise<{ taskId: string | undefined; traceId: string; ratings: Record<string, string> }> {
    const ratings: Record<string, string> = {};
    for (const { id, companyId, text } of REVIEWS) {
      const completion = await this.contexts.run({ reviewId: id, companyId }, () => this.rate(text));
      ratings[id] = answerOf(completion);
    }
    const { taskId, traceId } = this.contexts.current()!;
    return { taskId, traceId, ratings };
  }

  @LogLlmCall('sentiment_analysis', { prompt: ([text]) => text })
  rate(text: string): Promise<ChatCompletion> {
    return this.llm.chat([{ role: 'user', content: `Positive, negative or mixed?\n\n${text}` }]);
  }
}
