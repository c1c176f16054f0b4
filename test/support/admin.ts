import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type LlmLoggingOptions, LlmLoggerService } from 'nestjs-llm-logging';
import request from 'supertest';
import { logging, moduleOf } from './application.js';
import type { TestDatabase } from './database.js';

export const PLATFORMS = ['express', 'fastify'] as const;

export interface AdminApplication {
  readonly app: INestApplication;
  readonly http: ReturnType<typeof request>;
  /** @returns the ids, once all are stored. */
  record(...calls: Parameters<LlmLoggerService['record']>[0][]): Promise<string[]>;
}

/** An application with the admin API, open by default. */
export async function startAdmin(
  platform: (typeof PLATFORMS)[number],
  database: TestDatabase,
  options: Omit<LlmLoggingOptions, 'database'> = { admin: { public: true } },
  prepare: (app: INestApplication) => void = () => undefined,
  more: Parameters<typeof moduleOf>[0] = {},
): Promise<AdminApplication> {
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const module = moduleOf({ ...more, imports: [logging(database, options)] });
  const app = await NestFactory.create(module, adapter as never, { logger: false, abortOnError: false });
  prepare(app);
  await app.init();
  if (platform === 'fastify') await (app.getHttpAdapter().getInstance() as { ready(): Promise<void> }).ready();
  return {
    app,
    http: request(app.getHttpServer()),
    record: async (...calls) => {
      const logger = app.get(LlmLoggerService);
      const ids: string[] = [];
      for (const call of calls) ids.push(await logger.record(call));
      await logger.flush();
      return ids;
    },
  };
}
