import Anthropic from '@anthropic-ai/sdk';
import { Injectable, Module } from '@nestjs/common';
import { LlmLoggingModule, LogLlmCall } from 'nestjs-llm-logging';

export const llmLogging = LlmLoggingModule.forRoot({
  database: { url: process.env['DATABASE_URL']! },
  capture: { fetch: true },
});

@Injectable()
export class StoryService {
  private readonly anthropic = new Anthropic();

  /** The row is complete when the reader is: with text, tokens and time to the first token. */
  @LogLlmCall('chat', { tags: ['story'], prompt: ([about]) => about })
  async *tell(about: string) {
    const stream = this.anthropic.messages.stream({
      model: 'claude-sonnet-5',
      max_tokens: 500,
      messages: [{ role: 'user', content: about }],
    });
    for await (const event of stream)
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text;
  }
}

@Module({ imports: [llmLogging], providers: [StoryService] })
export class AppModule {}
