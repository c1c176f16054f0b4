import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { Controller, Injectable, Param, Post } from '@nestjs/common';
import { Process, Processor as BullProcessor } from '@nestjs/bull';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { OnEvent } from '@nestjs/event-emitter';
import { Cron, CronExpression } from '@nestjs/schedule';
import { trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import Bull from 'bull';
import { Job as BullmqJob } from 'bullmq';
import {
  contextFromHeaders,
  LlmCallKind,
  LlmCallRepository,
  LlmContext,
  LlmContextService,
  LlmLoggerService,
  LogLlmCall,
  type LlmCallFilters,
} from 'nestjs-llm-logging';
import { logging, moduleOf, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen } from '../support/http-application.js';

const ANSWER = JSON.stringify({
  model: 'gpt-4o',
  choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
});

let provider: Server;

@Injectable()
class ChatService {
  constructor(private readonly logger: LlmLoggerService) {}

  @LogLlmCall({ promptName: ([name]) => name, promptVersion: '3' })
  reply(_prompt: string) {
    return this.ask();
  }

  @LogLlmCall({ kind: 'agent', name: 'planner', promptName: 'plan', promptVersion: '1' })
  async plan() {
    await this.ask();
    await this.logger.record({ promptName: 'other' });
  }

  ask(): Promise<unknown> {
    const { port } = provider.address() as AddressInfo;
    return this.logger
      .fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }] }),
      })
      .then((response) => response.json());
  }
}

/** What a processor reads of a job. */
interface Job {
  readonly name: string;
  readonly data: object;
}

/** A job as BullMQ hands it to its worker, of a queue without Redis. */
function bullmqJob(queueName: string): Job {
  const queue = { name: queueName, qualifiedName: `bull:${queueName}`, opts: {}, keys: {}, toKey: String };
  return new BullmqJob(queue as never, 'import', {});
}

/** The same of Bull. */
function bullJob(queueName: string): Job {
  const { Job: BullJob } = Bull as unknown as {
    Job: new (queue: object, name: string, data: object, opts: object) => Job;
  };
  return new BullJob({ name: queueName, settings: {}, toKey: String }, 'import', {}, {});
}

/** Processors of several queues that share their work. */
abstract class Worker extends WorkerHost {
  constructor(readonly logger: LlmLoggerService) {
    super();
  }

  @LlmContext()
  async process(job: Job) {
    await this.logger.record({ name: job.name });
  }
}

@Injectable()
@Processor('reviews')
class Reviews extends Worker {
  constructor(logger: LlmLoggerService) {
    super(logger);
  }
}

@Injectable()
@Processor({ name: 'mails' }, { concurrency: 2 })
class Mails extends Worker {
  constructor(logger: LlmLoggerService) {
    super(logger);
  }
}

@Injectable()
@BullProcessor('audio')
class Audio {
  constructor(private readonly logger: LlmLoggerService) {}

  @Process('transcode')
  @LlmContext()
  async transcode() {
    await this.logger.record({ name: 'transcode' });
  }

  @LogLlmCall()
  @Process('cut')
  cut() {
    return Promise.resolve('cut');
  }

  @LogLlmCall()
  other() {
    return Promise.resolve('no job');
  }
}

@Injectable()
class Jobs {
  constructor(private readonly logger: LlmLoggerService) {}

  @Cron(CronExpression.EVERY_YEAR)
  @LogLlmCall({ name: 'nightly' })
  async nightly() {
    await this.logger.record({ name: 'inside' });
  }

  @LlmContext(() => ({ taskId: 'created' }))
  @OnEvent('order.created')
  async created() {
    await this.logger.record({ name: 'listener' });
  }

  /** As `new Worker('imports', (job) => jobs.handle(job))` calls it. */
  @LlmContext()
  async handle(job: object) {
    await this.logger.record({ name: 'handled' });
    return job;
  }
}

@Controller('rag')
class RagController {
  constructor(
    private readonly logger: LlmLoggerService,
    private readonly jobs: Jobs,
  ) {}

  @Post('ask/:id')
  async ask(@Param('id') id: string) {
    await this.logger.record({ name: id });
    await this.jobs.nightly();
    await this.jobs.created();
    await this.jobs.handle(bullmqJob('imports'));
  }
}

describe('where a row came from', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let url: string;
  let logger: LlmLoggerService;
  let contexts: LlmContextService;

  beforeAll(async () => {
    provider = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(ANSWER);
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    database = await createTestDatabase();
    const imports = [logging(database, { release: '2.1.0', environment: 'staging', admin: { public: true } })];
    ({ app, url } = await listen(
      'express',
      moduleOf({ imports, providers: [ChatService, Jobs, Reviews, Mails, Audio], controllers: [RagController] }),
    ));
    [logger, contexts] = [app.get(LlmLoggerService), app.get(LlmContextService)];
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
    provider?.close();
  });

  beforeEach(async () => {
    await logger.flush();
    await database.query('TRUNCATE llm_calls');
  });

  const stored = () => storedCalls(app, database);

  it('is who noticed it, the method, the application and the prompt', async () => {
    const chat = app.get(ChatService);
    await chat.reply('greeting');
    await chat.ask();
    await logger.record({ name: 'by hand', kind: LlmCallKind.RETRIEVAL, release: 'other' });
    const application = { release: '2.1.0', environment: 'staging' };
    expect(await stored()).toMatchObject([
      {
        ...application,
        via: 'decorator',
        kind: 'call',
        name: 'ChatService.reply',
        prompt_name: 'greeting',
        prompt_version: '3',
        total_tokens: 5,
      },
      { ...application, via: 'fetch', kind: 'call', name: null, prompt_name: null },
      { ...application, via: 'logger', kind: 'retrieval', name: 'by hand', release: 'other' },
    ]);
  });

  it('holds for the calls inside, where these say nothing else; another prompt has a version of its own', async () => {
    await app.get(ChatService).plan();
    const rows = await stored();
    expect(rows).toMatchObject([
      { kind: 'agent', name: 'planner', prompt_name: 'plan', prompt_version: '1' },
      ...rows.slice(1),
    ]);
    expect(rows.find(({ via }) => via === 'fetch')).toMatchObject({ prompt_name: 'plan', prompt_version: '1' });
    expect(rows.find(({ via }) => via === 'logger')).toMatchObject({ prompt_name: 'other', prompt_version: null });
  });

  it('leaves out a kind that there is not, and who says how a call was noticed', async () => {
    await logger.record({ kind: 'job' as never, ...({ via: 'otlp' } as object) });
    expect(await stored()).toMatchObject([
      { kind: 'call', via: 'logger', metadata: { invalid: [expect.stringContaining('kind'), expect.any(String)] } },
    ]);
  });

  it('comes from the context, and travels on in W3C baggage', async () => {
    const headers = contexts.run({ promptName: 'sum, up', promptVersion: '7', origin: 'imports' }, () => {
      void logger.record({});
      return contexts.headers();
    });
    expect(headers['baggage']).toBe('gen_ai.prompt.name=sum%2C%20up,gen_ai.prompt.version=7');
    expect(contextFromHeaders(headers)).toMatchObject({ promptName: 'sum, up', promptVersion: '7' });
    for (const baggage of ['gen_ai.prompt.name=%', 'gen_ai.prompt.version=7', 'x'.repeat(9_000), '=', ',;,'])
      expect(contextFromHeaders({ baggage })).toEqual({});
    expect(contextFromHeaders({ baggage: Buffer.from('a=b , gen_ai.prompt.name = p;meta=1') })).toEqual({
      promptName: 'p',
    });
    expect(await stored()).toMatchObject([{ prompt_name: 'sum, up', prompt_version: '7', origin: 'imports' }]);
  });

  it('comes from the attributes of the active span', async () => {
    const tracing = new NodeTracerProvider();
    tracing.register();
    try {
      const attributes = { 'gen_ai.prompt.name': 'traced', 'gen_ai.prompt.version': 4 };
      tracing.getTracer('test').startActiveSpan('work', { attributes }, (span) => {
        void logger.record({});
        span.end();
      });
    } finally {
      await tracing.shutdown();
      trace.disable();
    }
    expect(await stored()).toMatchObject([{ prompt_name: 'traced', prompt_version: '4' }]);
  });

  it('is the route that a request took, also in what it runs; an event is nearer than the request that it comes of', async () => {
    await fetch(`${url}/rag/ask/77?secret=1`, { method: 'POST' });
    const origins = Object.fromEntries((await stored()).map(({ name, origin }) => [name, origin]));
    expect(origins).toEqual({
      '77': 'POST /rag/ask/:id',
      nightly: 'POST /rag/ask/:id',
      inside: 'POST /rag/ask/:id',
      listener: 'event order.created',
      handled: 'POST /rag/ask/:id',
    });
  });

  it('is the schedule or the event that runs a method', async () => {
    const jobs = app.get(Jobs);
    await jobs.nightly();
    await jobs.created();
    await logger.record({ name: 'alone' });
    const origins = Object.fromEntries((await stored()).map(({ name, origin }) => [name, origin]));
    expect(origins).toEqual({
      nightly: 'cron Jobs.nightly',
      inside: 'cron Jobs.nightly',
      listener: 'event order.created',
      alone: null,
    });
  });

  it('is the queue of a processor, of BullMQ and of Bull, also where several share their work', async () => {
    await app.get(Reviews).process({ name: 'rate', data: {} });
    await app.get(Mails).process({ name: 'send', data: {} });
    await app.get(Audio).transcode();
    await app.get(Audio).cut();
    await app.get(Audio).other();
    const origins = Object.fromEntries((await stored()).map(({ name, origin }) => [name, origin]));
    expect(origins).toEqual({
      rate: 'bullmq reviews',
      send: 'bullmq mails',
      transcode: 'bull audio',
      'Audio.cut': 'bull audio',
      'Audio.other': null,
    });
  });

  it('is the queue of the job that a worker without decorators hands on, else what its context says', async () => {
    const jobs = app.get(Jobs);
    const job = { name: 'import', data: {} };
    await jobs.handle(bullmqJob('imports'));
    await jobs.handle(bullJob('audio'));
    await jobs.handle({ ...job, queueName: 'later' } as Job);
    await jobs.handle({ ...job, queue: { name: 'not of Bull' } } as Job);
    await jobs.handle({ queueName: 'no job' } as never);
    await contexts.run({ origin: 'bullmq nightly' }, () => logger.record({ name: 'in the worker' }));
    const rows = await stored();
    const origins = ['bullmq imports', 'bull audio', 'bullmq later', null, null, 'bullmq nightly'];
    expect(rows.map(({ origin }) => origin)).toEqual(origins);
  });

  it('is what calls are found by, one value or several', async () => {
    await logger.record({ kind: 'tool', name: 'search', promptName: 'p', promptVersion: '1', origin: 'a' });
    await logger.record({ name: 'answer', promptName: 'p', promptVersion: '2', origin: 'b', release: '3' });
    await logger.flush();
    const found = async (filters: LlmCallFilters) => {
      const { items } = await app.get(LlmCallRepository).listByFilters(filters);
      return items.map(({ name }) => name);
    };
    expect(await found({ kind: ['tool', 'call'], promptName: 'p' })).toEqual(['answer', 'search']);
    expect(await found({ kind: 'tool', via: 'logger', environment: 'staging' })).toEqual(['search']);
    expect(await found({ promptVersion: '2', release: '3', origin: 'b', name: 'answer' })).toEqual(['answer']);
    await expect(found({ via: 'mail' as never })).rejects.toThrow('via');
  });

  it('is a filter of the admin API, which says what is wrong with one', async () => {
    await logger.record({ kind: 'tool', name: 'search' });
    await logger.flush();
    const calls = async (query: string) => fetch(`${url}/admin/llm/calls?${query}`);
    expect(await (await calls('kind=tool&name=search&via=logger')).json()).toMatchObject({
      items: [{ kind: 'tool', name: 'search', via: 'logger', release: '2.1.0', environment: 'staging', origin: null }],
    });
    for (const query of ['kind=job', 'via=mail']) {
      const answer = await calls(query);
      expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ field: query.split('=')[0] }] }]);
    }
  });
});
