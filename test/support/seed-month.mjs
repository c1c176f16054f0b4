import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { LlmCallRepository, LlmLoggerService, LlmLoggingModule, LlmRollupService } from 'nestjs-llm-logging';
import { seedHistory } from '../../apps/example/dist/demo/seed-history.js';

/** All of them are within the last thirty days for as long as a run takes. */
const DAYS = 29;

const [url, share] = process.argv.slice(2);

/** Records a month of a share of the demo's traffic in the database whose URL is given. */
const app = await NestFactory.createApplicationContext(
  LlmLoggingModule.forRoot({
    database: { url, poolSize: 1 },
    delivery: { durability: 'memory' },
    retention: { enabled: false },
    admin: false,
  }),
  { logger: ['error'] },
);
await seedHistory(DAYS, new Date(), {
  share: Number(share),
  logger: app.get(LlmLoggerService),
  calls: app.get(LlmCallRepository),
  rollups: app.get(LlmRollupService),
});
await app.close();
