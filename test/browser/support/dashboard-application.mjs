import 'reflect-metadata';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmCallRepository, LlmLoggerService } from 'nestjs-llm-logging';
import { AppModule } from '../../../apps/example/dist/app.module.js';
import { startReplayServer } from '../../../apps/example/dist/replay/replay-server.js';

const ADMIN_TOKEN = 'the-token-of-the-tests';

/**
 * The example application, as `npm start` has it.
 * @param {string} databaseUrl
 */
export async function startDashboard(databaseUrl) {
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
  return {
    logger: app.get(LlmLoggerService),
    calls: app.get(LlmCallRepository),
    url: `${await app.getUrl()}/admin/llm/`,
    /** What a browser sends once it has asked for the password. */
    credentials: { username: 'anyone', password: ADMIN_TOKEN },
    stop: async () => {
      await app.close();
      await provider.stop();
    },
  };
}
