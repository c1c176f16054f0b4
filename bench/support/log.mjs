import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmLoggerService, LlmLoggingModule } from 'nestjs-llm-logging';

/** The log of an application, as contestants are used. */
export async function openLog(options) {
  class AppModule {}
  Module({ imports: [LlmLoggingModule.forRoot(options)] })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['warn', 'error'] });
  const logger = app.get(LlmLoggerService);
  return {
    start: ({ callType, provider, model, prompt, userId, companyId, traceId, tags }) =>
      logger.start({ callType, provider, model, prompt, userId, companyId, traceId, tags }),
    complete: (id, { response, promptTokens, completionTokens }) =>
      logger.complete(id, { response, promptTokens, completionTokens }),
    commit: () => logger.flush(),
    close: () => app.close(),
  };
}
