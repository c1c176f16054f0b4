import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LlmLoggingModule } from 'nestjs-llm-logging';
import { AccessModule } from './access/access.module.js';
import { AdminTokenGuard } from './access/admin-token.guard.js';
import { ChatModule } from './chat/chat.module.js';
import { askAgain } from './llm/ask-again.js';
import type { LlmClientOptions } from './llm/llm-client.js';
import { LlmModule } from './llm/llm.module.js';
import { RagModule } from './rag/rag.module.js';
import { SentimentModule } from './sentiment/sentiment.module.js';

export interface AppOptions {
  readonly database: { readonly url: string; readonly poolSize?: number };
  /** Where calls wait for the database; absent: in the system's temporary directory. */
  readonly journalDirectory?: string;
  readonly adminToken: string;
  readonly llm: LlmClientOptions;
}

@Module({})
export class AppModule {
  static forRoot({ database, journalDirectory, adminToken, llm }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LlmLoggingModule.forRoot({
          database,
          // What the openai client sends is seen as it goes out, and is part of the annotated call around it.
          capture: { fetch: true, hosts: { [new URL(llm.baseUrl).host]: 'openai' } },
          delivery: { journalDirectory },
          retention: { days: 90 },
          admin: { guards: [AdminTokenGuard], replay: askAgain },
        }),
        ScheduleModule.forRoot(),
        AccessModule.forRoot(adminToken),
        LlmModule.forRoot(llm),
        ChatModule,
        RagModule,
        SentimentModule,
      ],
    };
  }
}
