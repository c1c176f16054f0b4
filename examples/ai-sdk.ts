import { createOpenAI } from '@ai-sdk/openai';
import { Injectable, Module } from '@nestjs/common';
import { generateText } from 'ai';
import { LlmLoggingModule, LogLlmCall } from 'nestjs-llm-logging';

export const llmLogging = LlmLoggingModule.forRoot({ database: { url: process.env['DATABASE_URL']! } });

@Injectable()
export class SummaryService {
  private readonly openai = createOpenAI();

  /** Text, model, tokens and finish reason are read from what `generateText` returns. */
  @LogLlmCall('summarization', { provider: 'openai', prompt: ([text]) => text })
  summarise(text: string) {
    return generateText({ model: this.openai.chat('gpt-4o-mini'), prompt: `Summarise:\n${text}` });
  }
}

@Module({ imports: [llmLogging], providers: [SummaryService] })
export class AppModule {}
