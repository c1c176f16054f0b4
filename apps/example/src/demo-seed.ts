import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { LlmCallRepository, LlmLoggerService, LlmLoggingModule, LlmRollupService } from 'nestjs-llm-logging';
import { readConfig } from './config.js';
import { startEmbeddedDatabase } from './database/embedded-database.js';
import { seedHistory } from './demo/seed-history.js';
import { endOnErrors, StartError } from './start-error.js';

endOnErrors();
const { values } = parseArgs({ options: { days: { type: 'string', default: '30' } } });
const days = Number(values.days);
if (!Number.isInteger(days) || days < 1 || days > 60)
  throw new StartError('--days must be a whole number from 1 to 60.');

const config = readConfig(process.env);
const embedded = config.databaseUrl === undefined ? await startEmbeddedDatabase(config.dataDirectory) : undefined;
const app = await NestFactory.createApplicationContext(
  LlmLoggingModule.forRoot({
    database: embedded ? { url: embedded.url, poolSize: 1 } : { url: config.databaseUrl! },
    delivery: { durability: 'memory' },
    retention: { enabled: false },
    admin: false,
  }),
  { logger: ['warn', 'error'] },
);
try {
  const recorded = await seedHistory(days, new Date(), {
    logger: app.get(LlmLoggerService),
    calls: app.get(LlmCallRepository),
    rollups: app.get(LlmRollupService),
    onDay: (day, calls) => process.stdout.write(`day ${day} of ${days + 1}: ${calls} calls\n`),
  });
  process.stdout.write(
    recorded === 0
      ? 'The history is there already, up to this minute.\n'
      : `${recorded} calls recorded. \`npm start\` shows them.\n`,
  );
} finally {
  await app.close();
  await embedded?.stop();
}
