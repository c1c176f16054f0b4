import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { LlmCallRepository, LlmLoggerService, LlmLoggingModule, LlmSumsService } from 'nestjs-llm-logging';
import { seedHistory } from '../../apps/example/dist/demo/seed-history.js';

const DAYS = 30;

/** Of the demo's traffic: some four thousand calls. */
const SHARE = 0.1;

/** Records a month of the demo's history in the database whose URL is given. */
const app = await NestFactory.createApplicationContext(
  LlmLoggingModule.forRoot({
    database: { url: process.argv[2], poolSize: 1 },
    delivery: { durability: 'memory' },
    retention: { enabled: false },
    admin: false,
  }),
  { logger: ['error'] },
);
await seedHistory(DAYS, new Date(), {
  share: SHARE,
  logger: app.get(LlmLoggerService),
  calls: app.get(LlmCallRepository),
  sums: app.get(LlmSumsService),
});
await app.close();
