import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmLoggerService, LlmLoggingModule, LlmSumsService } from 'nestjs-llm-logging';
import { monthOfCalls } from './month.mjs';
import { ragTraces } from './rag-traces.mjs';

/**
 * An application with a month of calls in its log, whose dashboard is open to all.
 * @param {string} databaseUrl
 */
export async function startDashboard(databaseUrl, { end = new Date(), callsPerDay } = {}) {
  class AppModule {}
  Module({
    imports: [LlmLoggingModule.forRoot({ database: { url: databaseUrl }, admin: { public: true } })],
  })(AppModule);
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'], abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const logger = app.get(LlmLoggerService);
  for (const call of monthOfCalls(end, { callsPerDay })) await logger.record(call);
  for (const trace of ragTraces(end)) await recordTrace(logger, trace);
  await logger.flush();
  await app.get(LlmSumsService).refresh();
  return { app, logger, url: `${await app.getUrl()}/admin/llm/` };
}

async function recordTrace(logger, { root, children }) {
  const parentCallId = await logger.record(root);
  for (const child of children) await logger.record({ ...child, parentCallId });
}
