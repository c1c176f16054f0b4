import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LLM_CLIENT_OPTIONS, LlmClient, type LlmClientOptions } from './llm-client.js';

@Global()
@Module({})
export class LlmModule {
  static forRoot(options: LlmClientOptions): DynamicModule {
    return {
      module: LlmModule,
      providers: [{ provide: LLM_CLIENT_OPTIONS, useValue: options }, LlmClient],
      exports: [LlmClient],
    };
  }
}
