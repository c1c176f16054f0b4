import 'reflect-metadata';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmCallRepository, LlmLoggerService, LlmSumsService } from 'nestjs-llm-logging';
import { AppModule } from '../../../apps/example/dist/app.module.js';
import { seedHistory } from '../../../apps/example/dist/demo/seed-history.js';
import { startReplayServer } from '../../../apps/example/dist/replay/replay-server.js';

const ADMIN_TOKEN = 'the-token-of-the-tests';
const DAYS = 30;

/**
 * The example application with a month of its history, as `npm run demo:seed` and `npm start` have it.
 * @param {string} databaseUrl
 * @param {{ share?: number }} [options] share of the demo's traffic
 */
export async function startDashboard(databaseUrl, { share } = {}) {
  const provider = await startReplayServer();
  const app = await NestFactory.create(
    AppModule.forRoot({
      database: { url: databaseUrl },
      adminToken: ADMIN_TOKEN,
      llm: { apiKey: 'none', baseUrl: provider.baseUrl, model: 'gpt-4o-mini' },
    }),
    { logger: ['error'], abortOnError: false },
  );
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  const logger = app.get(LlmLoggerService);
  const [calls, sums] = [app.get(LlmCallRepository), app.get(LlmSumsService)];
  await seedHistory(DAYS, new Date(), { share, logger, calls, sums });
  return {
    logger,
    calls,
    url: `${await app.getUrl()}/admin/llm/`,
    /** What a browser sends once it has asked for the password. */
    credentials: { username: 'anyone', password: ADMIN_TOKEN },
    stop: async () => {
      await app.close();
      await provider.stop();
    },
  };
}
