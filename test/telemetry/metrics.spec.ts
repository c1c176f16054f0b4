import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { messages, openai } from '../support/provider-sdks.js';
import { ReplayServer } from '../support/replay-server.js';

let database: TestDatabase;
let server: ReplayServer;

beforeAll(async () => {
  [database, server] = await Promise.all([createTestDatabase(), ReplayServer.start()]);
});

afterAll(async () => {
  metrics.disable();
  await Promise.all([server.close(), database.drop()]);
});

it('counts each call of a model once, by operation, provider and model, never by user', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 600_000 });
  const app = await startContext({ imports: [logging(database, { telemetry: { metrics: true } })] });
  // After the log: it is found all the same.
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  const logger = app.get(LlmLoggerService);
  const client = openai({ url: server.url, fetch: logger.fetch });
  server.answers('openai/chat-basic', 'openai/chat-error-404');
  await logger.logCall({ callType: 'chat', userId: 'u-1', companyId: 'acme' }, () =>
    client.chat.completions.create({ model: 'gpt-4o', messages }),
  );
  await client.chat.completions.create({ model: 'gpt-4o', messages }).catch(() => undefined);
  await logger.record({ callType: 'chat', provider: 'openai', model: 'gpt-4o', promptTokens: 7, userId: 'u-1' });
  await reader.forceFlush();
  const rows = await storedCalls(app, database);
  const found = exporter
    .getMetrics()
    .at(-1)!
    .scopeMetrics.flatMap((scope) => scope.metrics);
  await app.close();
  await reader.shutdown();

  const pointsOf = (name: string): any[] =>
    found.find(({ descriptor }) => descriptor.name === name)!.dataPoints as unknown[];
  const input = pointsOf('gen_ai.client.token.usage').filter(
    ({ attributes }) => attributes['gen_ai.token.type'] === 'input',
  );
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  expect(sum(input.map(({ value }) => value.sum))).toBe(sum(rows.map((row) => row['prompt_tokens'] ?? 0)));
  const durations = pointsOf('gen_ai.client.operation.duration');
  expect(sum(durations.map(({ value }) => value.count))).toBe(3);
  expect(durations.filter(({ attributes }) => attributes['error.type'] !== undefined)).toHaveLength(1);
  expect(sum(pointsOf('llm_logging.cost').map(({ value }) => value))).toBeCloseTo(
    sum(rows.map((row) => Number(row['estimated_cost']))),
    10,
  );
  expect(JSON.stringify(found)).not.toMatch(/u-1|acme/);
});
