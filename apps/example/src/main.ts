import 'reflect-metadata';
import { join } from 'node:path';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { readConfig } from './config.js';
import { startEmbeddedDatabase } from './database/embedded-database.js';
import { recordFirstHistory } from './demo/first-history.js';
import { nextSteps } from './next-steps.js';
import { startReplayServer } from './replay/replay-server.js';
import { endOnErrors } from './start-error.js';

endOnErrors();
const config = readConfig(process.env);
const embedded = config.databaseUrl === undefined ? await startEmbeddedDatabase(config.dataDirectory) : undefined;
const replay = config.provider === undefined ? await startReplayServer() : undefined;

const app = await NestFactory.create(
  AppModule.forRoot({
    // PGlite is one session: a second connection would only wait for the first.
    database: embedded ? { url: embedded.url, poolSize: 1 } : { url: config.databaseUrl! },
    // The address of the database inside the process changes with each start; what waits for it stays beside its data.
    journalDirectory: embedded && join(config.dataDirectory, 'journal'),
    adminToken: config.adminToken,
    llm: {
      apiKey: 'none',
      ...config.provider,
      baseUrl: config.provider?.baseUrl ?? replay!.baseUrl,
      model: config.model,
    },
  }),
  { logger: ['warn', 'error'] },
);
app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));

const ending = new AbortController();
let history: Promise<unknown> | undefined;
let stopping: Promise<void> | undefined;

/** The application first, so that its last calls find provider and database. */
async function stop(): Promise<void> {
  ending.abort();
  await history;
  await app.close();
  await replay?.stop();
  await embedded?.stop();
  process.exit();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (stopping ??= stop()));

await app.listen(config.port);
const database = embedded?.url ?? 'postgres://…';
process.stdout.write(nextSteps(await app.getUrl(), database, config));
if (embedded !== undefined && config.historyDays > 0) {
  const { historyDays } = config;
  history = recordFirstHistory(app, historyDays, ending.signal).then(
    (recorded) => {
      if (recorded) process.stdout.write(`History    ${recorded} calls of ${historyDays} days are in the log now\n`);
    },
    (error: unknown) => process.stderr.write(`The history could not be recorded: ${String(error)}\n`),
  );
}
