import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { INestApplication, INestApplicationContext } from '@nestjs/common';
import { Controller, Get, Inject } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import request from 'supertest';
import { LlmLoggerService, LlmLoggingHealth, LlmLoggingHealthIndicator, LlmLoggingModule } from 'nestjs-llm-logging';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { logging, moduleOf, startContext } from '../support/application.js';

const AWAY = {
  database: { url: 'postgres://x@127.0.0.1:1/x' },
  delivery: { durability: 'memory', shutdownTimeoutMs: 100 },
} as const;

@Controller('health')
class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(LlmLoggingHealthIndicator) private readonly log: LlmLoggingHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.log.isHealthy('llm-logging')]);
  }
}

describe('the health of the log', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is up where calls are stored as they come', async () => {
    const app = await startContext({ imports: [logging(database)] });
    const id = await app.get(LlmLoggerService).start({ prompt: 'p' });
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({
      queuedCalls: 1,
      acceptedRecords: 1,
      committedRecords: 0,
    });
    await app.get(LlmLoggerService).complete(id);
    await app.get(LlmLoggerService).flush();
    const report = app.get(LlmLoggingHealth).report();
    expect(report).toMatchObject({
      status: 'up',
      circuit: 'closed',
      queuedCalls: 0,
      queuedBytes: 0,
      oldestQueuedMs: null,
      acceptedRecords: 2,
      committedRecords: 1,
      refusedRecords: 0,
      droppedRecords: 0,
      droppedTexts: 0,
      lastError: null,
    });
    expect(report.flushLatencyMs!.max).toBeGreaterThanOrEqual(report.flushLatencyMs!.last);
    await app.close();
  });

  it('counts what cannot be recorded, which the caller does not notice', async () => {
    const app = await startContext({ imports: [logging(database)] });
    const stringify = jest.spyOn(JSON, 'stringify').mockImplementation(() => {
      throw new Error('not today');
    });
    await app.get(LlmLoggerService).record({ prompt: 'p' });
    await app.get(LlmLoggerService).record({ prompt: 'p' });
    stringify.mockRestore();
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({ status: 'down', droppedRecords: 2 });
    await app.close();
  });

  it('is degraded while the database is away, and says why', async () => {
    const app = await startContext({ imports: [LlmLoggingModule.forRoot(AWAY)] });
    await app.get(LlmLoggerService).record({ prompt: 'p' });
    for (let tries = 0; tries < 100 && app.get(LlmLoggingHealth).report().circuit === 'closed'; tries += 1)
      await expect(app.get(LlmLoggerService).flush()).rejects.toThrow();
    const report = app.get(LlmLoggingHealth).report();
    expect(report).toMatchObject({ status: 'degraded', queuedCalls: 1 });
    expect(report.circuit).toMatch(/open/);
    expect(report.lastError).toMatch(/The database of the LLM log cannot be used/);
    expect(report.oldestQueuedMs).toBeGreaterThan(0);
    await app.close();
  });

  it('is degraded when the oldest call waits for longer than a minute, though the circuit is closed', async () => {
    const delivery = { flushIntervalMs: 60_000 };
    const app = await startContext({ imports: [logging(database, { delivery })] });
    await app.get(LlmLoggerService).record({ prompt: 'p' });
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({ status: 'up', queuedCalls: 1 });
    const later = performance.now() + 61_000;
    const clock = jest.spyOn(performance, 'now').mockReturnValue(later);
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({ status: 'degraded', circuit: 'closed' });
    clock.mockRestore();
    await app.close();
  });

  it('is down when calls were lost', async () => {
    const app = await startContext({
      imports: [
        LlmLoggingModule.forRoot({
          ...AWAY,
          delivery: { ...AWAY.delivery, maxBufferedBytes: 65_536 },
        }),
      ],
    });
    for (let n = 0; n < 500; n += 1) await app.get(LlmLoggerService).record({ prompt: 'p'.repeat(1_000) });
    const report = app.get(LlmLoggingHealth).report();
    expect(report.status).toBe('down');
    expect(report.droppedRecords).toBeGreaterThan(0);
    expect(report.queuedCalls + report.droppedRecords).toBe(500);
    await app.close();
  });

  it('is an indicator of @nestjs/terminus', async () => {
    const app: INestApplication = await NestFactory.create(
      moduleOf({ imports: [TerminusModule, logging(database)], controllers: [HealthController] }),
      { logger: false },
    );
    await app.init();
    const { body } = await request(app.getHttpServer()).get('/health').expect(200);
    expect(body.info['llm-logging']).toMatchObject({ status: 'up', isDegraded: false, durability: 'journal' });
    await app.close();
  });

  it('is a set of OpenTelemetry metrics, until the application stops', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    const app: INestApplicationContext = await startContext({ imports: [logging(database)] });
    await app.get(LlmLoggerService).record({ prompt: 'p' });
    await app.get(LlmLoggerService).flush();
    const numbers = async () => {
      exporter.reset();
      await reader.forceFlush();
      const all = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics: each }) => each));
      return Object.fromEntries(all.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value]));
    };
    expect(await numbers()).toMatchObject({
      'llm_logging.records.accepted': 1,
      'llm_logging.records.committed': 1,
      'llm_logging.queue.calls': 0,
      'llm_logging.records.dropped': 0,
      'llm_logging.circuit.open': 0,
    });
    await app.close();
    await app.get(LlmLoggerService).record({ prompt: 'after it' });
    expect(app.get(LlmLoggingHealth).report().acceptedRecords).toBe(2);
    expect((await numbers())['llm_logging.records.accepted']).not.toBe(2);
    metrics.disable();
  });
});
