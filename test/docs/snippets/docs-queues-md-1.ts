import { Injectable } from '@nestjs/common';
import { contextFromHeaders, LlmContext, LlmContextService, LogLlmCall } from 'nestjs-llm-logging';

interface Job {
  id: string;
  data: { text: string; headers: Record<string, string> };
}

@Injectable()
export class Summaries {
  constructor(private readonly contexts: LlmContextService) {}

  /** In the request: `queue.add('summarise', this.summaries.job(text))`. */
  job(text: string): Job['data'] {
    return { text, headers: this.contexts.headers() };
  }

  /** In the worker. With BullMQ this is the `process()` of a `WorkerHost`. */
  @LlmContext(([job]) => ({ ...contextFromHeaders(job.data.headers), taskId: job.id }))
  async process(job: Job) {
    return this.summarise(job.data.text);
  }

  @LogLlmCall('summarization', { prompt: ([text]) => text })
  async summarise(text: string) {
    return text.slice(0, 10);
  }
}

export {};
