import { Injectable, Module } from '@nestjs/common';
import { contextFromHeaders, LlmContext, LlmContextService, LlmLoggingModule, LogLlmCall } from 'nestjs-llm-logging';
import OpenAI from 'openai';

export const llmLogging = LlmLoggingModule.forRoot({
  database: { url: process.env['DATABASE_URL']! },
  capture: { fetch: true },
});

/** Of BullMQ's Job, or any other queue's, what is needed here. */
interface Job {
  readonly id: string;
  readonly data: { readonly text: string; readonly headers: Record<string, string> };
}

@Injectable()
export class SummaryQueue {
  private readonly openai = new OpenAI();

  constructor(private readonly contexts: LlmContextService) {}

  /** In the request: the job takes the trace along. */
  jobFor(text: string): Job['data'] {
    return { text, headers: this.contexts.headers() };
  }

  /** In the worker, as `process()` of BullMQ's WorkerHost: its calls belong to the trace of the request. */
  @LlmContext(([job]) => ({ ...contextFromHeaders(job.data.headers), taskId: job.id }))
  process(job: Job) {
    return this.summarise(job.data.text);
  }

  @LogLlmCall('summarization', { prompt: ([text]) => text })
  summarise(text: string) {
    return this.openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: text }] });
  }
}

@Module({ imports: [llmLogging], providers: [SummaryQueue] })
export class AppModule {}
