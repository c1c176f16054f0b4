import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { ChatOpenAI } from '@langchain/openai';
import { Injectable, Module } from '@nestjs/common';
import { LlmLoggerService, LlmLoggingModule } from 'nestjs-llm-logging';

export const llmLogging = LlmLoggingModule.forRoot({
  database: { url: process.env['DATABASE_URL']! },
  capture: { fetch: true },
});

@Injectable()
export class TranslationService {
  private readonly chain = ChatPromptTemplate.fromTemplate('Translate into {language}: {text}')
    .pipe(new ChatOpenAI({ model: 'gpt-4o-mini', maxRetries: 0 }))
    .pipe(new StringOutputParser());

  constructor(private readonly logger: LlmLoggerService) {}

  /** Two chains, two steps of one call: the trace shows what each cost. */
  thereAndBack(text: string) {
    return this.logger.logCall({ callType: 'translation', prompt: text }, async (call) => {
      const korean = await this.chain.invoke({ language: 'Korean', text });
      const back = await this.chain.invoke({ language: 'English', text: korean });
      call.update({ response: back });
      return back;
    });
  }
}

@Module({ imports: [llmLogging], providers: [TranslationService] })
export class AppModule {}
