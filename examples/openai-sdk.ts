import { Injectable, Module } from '@nestjs/common';
import { LlmLoggingModule, LogLlmCall } from 'nestjs-llm-logging';
import OpenAI from 'openai';

export const llmLogging = LlmLoggingModule.forRoot({
  database: { url: process.env['DATABASE_URL']! },
  capture: { fetch: true },
});

@Injectable()
export class ChatService {
  private readonly openai = new OpenAI();

  /** Recorded with what was asked and answered; the annotation says what kind of call it is. */
  @LogLlmCall('chat')
  reply(message: string) {
    return this.openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: message }] });
  }

  /** Recorded as well, as a call of the type `other`. */
  async title(message: string) {
    const { output_text } = await this.openai.responses.create({ model: 'gpt-4o', input: `A title for: ${message}` });
    return output_text;
  }
}

@Module({ imports: [llmLogging], providers: [ChatService] })
export class AppModule {}
