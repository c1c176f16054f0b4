import { Injectable, Module } from '@nestjs/common';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { LlmContext, LlmLoggingModule, LogLlmCall } from 'nestjs-llm-logging';
import OpenAI from 'openai';

export const llmLogging = LlmLoggingModule.forRoot({
  database: { url: process.env['DATABASE_URL']! },
  capture: { fetch: true },
});

@Injectable()
export class NightlyService {
  private readonly openai = new OpenAI();

  /** No request is open here: the decorator makes one trace of each run. */
  @Cron('0 3 * * *')
  @LlmContext(() => ({ taskId: `sentiment-${new Date().toISOString().slice(0, 10)}`, tags: ['nightly'] }))
  async rateReviews(reviews = ['Bright and quiet.', 'Broke after a month.']) {
    for (const review of reviews) await this.rate(review);
  }

  @LogLlmCall('sentiment_analysis', { prompt: ([review]) => review })
  rate(review: string) {
    const content = `Positive or negative? ${review}`;
    return this.openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
  }
}

@Module({ imports: [ScheduleModule.forRoot(), llmLogging], providers: [NightlyService] })
export class AppModule {}
