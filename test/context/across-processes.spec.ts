import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Inject, Injectable, type INestApplicationContext } from '@nestjs/common';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import {
  contextFromHeaders,
  LlmContext,
  LlmContextService,
  LlmLoggerService,
  LogLlmCall,
  type IncomingHeaders,
} from 'nestjs-llm-logging';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

interface Job {
  readonly id: string;
  readonly data: { readonly headers?: IncomingHeaders };
}

/** A worker in another process. */
@Injectable()
class Worker {
  constructor(@Inject(LlmContextService) readonly contexts: LlmContextService) {}

  @LlmContext(([job]: [Job]) => ({ ...contextFromHeaders(job.data.headers), taskId: job.id }))
  process(_job: Job): Promise<string> {
    return this.summarise();
  }

  @LogLlmCall('summarization')
  summarise(): Promise<string> {
    return Promise.resolve('short');
  }
}

let database: TestDatabase;
let app: INestApplicationContext;
let contexts: LlmContextService;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startContext({ imports: [logging(database)], providers: [Worker] });
  contexts = app.get(LlmContextService);
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

/** Both rows: of the request, in which the job is added, and of the worker. */
async function rowsOf(
  traceId: string,
  send: (headers: Record<string, string>) => Promise<unknown>,
): Promise<Record<string, any>[]> {
  const headers = await contexts.run({ traceId, promptName: 'summary' }, async () => {
    await app.get(LlmLoggerService).record({ callType: 'chat' });
    return contexts.headers();
  });
  await send(headers);
  return (await storedCalls(app, database)).filter((row) => row['trace_id'] === traceId);
}

const ONE_TRACE = [{ call_type: 'chat' }, { call_type: 'summarization', prompt_name: 'summary' }];

describe('LlmContextService.headers()', () => {
  it.each(['4bf92f3577b34da6a3ce929d0e0e4736', 'order-4711'])('is W3C Trace Context: %s', (traceId) => {
    const headers = contexts.run({ traceId }, () => contexts.headers());
    expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(contextFromHeaders(headers)).toMatchObject({ traceId });
  });

  it('goes with BullMQ in the data of a job, which is JSON', async () => {
    const rows = await rowsOf('bullmq-1', (headers) => {
      const data = JSON.parse(JSON.stringify({ headers })) as Job['data'];
      return app.get(Worker).process({ id: 'job-1', data });
    });
    expect(rows).toMatchObject(ONE_TRACE);
    expect(rows[1]).toMatchObject({ task_id: 'job-1' });
  });

  it('goes with Kafka as headers of a message, which are bytes', async () => {
    const rows = await rowsOf('kafka-1', (sent) => {
      const headers = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, Buffer.from(value)]));
      return app.get(Worker).process({ id: 'offset-7', data: { headers } });
    });
    expect(rows).toMatchObject(ONE_TRACE);
  });

  it('does not take what is no header for a trace', async () => {
    for (const headers of [{ traceparent: 'x' }, { traceparent: 5 }, {}, undefined] as IncomingHeaders[])
      expect(contextFromHeaders(headers)).toEqual({});
  });
});

describe('a queue that OpenTelemetry carries the trace through', () => {
  it('needs nothing in the job: the worker’s calls are in the trace of its span', async () => {
    const provider = new NodeTracerProvider();
    provider.register();
    const tracer = provider.getTracer('queue');
    try {
      // As `bullmq-otel` does: the producer’s context is JSON in the job’s options, and the consumer’s span is active.
      const metadata = tracer.startActiveSpan('add reviews', { kind: SpanKind.PRODUCER }, (span) => {
        const carrier = {};
        propagation.inject(context.active(), carrier);
        span.end();
        return { json: JSON.stringify(carrier), traceId: span.spanContext().traceId };
      });
      const remote = propagation.extract(context.active(), JSON.parse(metadata.json) as object);
      const span = tracer.startSpan('process reviews', { kind: SpanKind.CONSUMER }, remote);
      await context.with(trace.setSpan(remote, span), () => app.get(Worker).process({ id: 'job-2', data: {} }));
      span.end();
      const rows = await storedCalls(app, database);
      expect(rows.filter((row) => row['task_id'] === 'job-2')).toMatchObject([{ trace_id: metadata.traceId }]);
    } finally {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    }
  });
});
