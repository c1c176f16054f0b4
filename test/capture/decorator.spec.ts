import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, type INestApplication, Param, Scope, SetMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { LlmContext, LlmContextService, LogLlmCall } from 'nestjs-llm-logging';
import { Readable } from 'node:stream';
import { firstValueFrom, lastValueFrom, map, NEVER, Observable, of, Subject, take, throwError, timer } from 'rxjs';
import request from 'supertest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { logging, moduleOf, storedCalls } from '../support/application.js';

const completion = (content: string) => ({
  object: 'chat.completion',
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
  usage: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
});

const chunk = (content: string, more: object = {}) => ({
  object: 'chat.completion.chunk',
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, delta: { content } }],
  ...more,
});

const lastChunk = {
  object: 'chat.completion.chunk',
  choices: [],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
};

/** As SDKs return them: a promise with methods of its own. */
class ApiPromise<T> extends Promise<T> {
  asResponse(): Promise<string> {
    return Promise.resolve('raw');
  }

  async withResponse(): Promise<{ data: T; response: string }> {
    return { data: await this.then((value) => value), response: 'raw' };
  }
}

class SdkStream {
  readonly controller = new AbortController();
  constructor(private readonly chunks: unknown[]) {}

  async *[Symbol.asyncIterator]() {
    for (const one of this.chunks) yield await Promise.resolve(one);
  }
}

const openai = { provider: 'openai', callType: 'chat' } as const;

@Injectable()
class ModelService {
  readonly name = 'mine';
  readonly subject = new Subject<string>();

  constructor(private readonly contexts: LlmContextService) {}

  @LogLlmCall({
    ...openai,
    model: 'gpt-4o',
    prompt: ([text]: [string]) => text,
    tags: ['t'],
    metadata: ([text]: [string]) => ({ text }),
  })
  async ask(text: string) {
    await Promise.resolve();
    return completion(`${this.name}: ${text}`);
  }

  @LogLlmCall({
    callType: 'classification',
    response: (label: string) => label.toUpperCase(),
    usage: () => ({ promptTokens: 3, completionTokens: 1 }),
    cost: () => 0.5,
  })
  plain() {
    return 'spam';
  }

  @LogLlmCall()
  throws(error: unknown): void {
    throw error;
  }

  @LogLlmCall()
  async rejects(error: unknown): Promise<void> {
    await Promise.resolve();
    throw error;
  }

  @LogLlmCall(openai)
  sdk() {
    return ApiPromise.resolve(completion('sdk')) as ApiPromise<ReturnType<typeof completion>>;
  }

  @LogLlmCall(openai)
  lazy() {
    let runs = 0;
    return {
      runs: () => runs,
      then: (resolve: (value: unknown) => unknown) => resolve({ ...completion('lazy'), runs: (runs += 1) }),
    };
  }

  @LogLlmCall(openai)
  async stream() {
    return Promise.resolve(new SdkStream([chunk(''), chunk('Hel'), chunk('lo'), lastChunk]));
  }

  @LogLlmCall({ callType: 'summarization', response: (chunks: string[]) => chunks.join('|') })
  async *generate(pieces: string[]) {
    for (const piece of pieces) {
      await this.ask(piece);
      yield piece;
    }
  }

  @LogLlmCall(openai)
  async *breaks() {
    yield chunk('part');
    await Promise.resolve();
    throw new Error('cut');
  }

  @LogLlmCall(openai)
  observe(source: Observable<unknown>) {
    return source;
  }

  @LogLlmCall(openai)
  web(chunks: string[]) {
    return new ReadableStream({
      pull: (controller) => {
        const next = chunks.shift();
        if (next === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(next));
      },
    });
  }

  @LogLlmCall(openai)
  node(chunks: string[]) {
    return Readable.from(chunks);
  }

  @LogLlmCall({ callType: 'rag_query' })
  async pipeline(n: number) {
    const answers = await Promise.all(Array.from({ length: n }, (_one, index) => this.step(index)));
    await new Promise((resolve) => setTimeout(resolve, 1));
    await this.step(n);
    return { answers, parent: this.contexts.current()?.parentCallId };
  }

  @LogLlmCall({ callType: 'embedding', prompt: ([n]: [number]) => `step ${n}` })
  async step(n: number) {
    await new Promise((resolve) => setTimeout(resolve, 5 - n));
    return this.contexts.current()?.parentCallId;
  }

  @LogLlmCall({
    prompt: () => {
      throw new Error('bad selector');
    },
    response: () => {
      throw new Error('bad too');
    },
  })
  async badSelectors() {
    return Promise.resolve('fine');
  }

  @LogLlmCall()
  frozen() {
    return Object.freeze(
      (async function* () {
        yield await Promise.resolve(1);
      })(),
    );
  }

  @Cron('0 0 1 1 *', { name: 'yearly' })
  @LlmContext(() => ({ taskId: 'yearly' }))
  @LogLlmCall(openai)
  @SetMetadata('below', 1)
  async job() {
    return this.ask('from the job');
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestService {
  @LogLlmCall({ callType: 'extraction' })
  async extract() {
    return Promise.resolve('done');
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class TransientService {
  @LogLlmCall({ callType: 'system' })
  async run() {
    return Promise.resolve('done');
  }
}

class FactoryService {
  @LogLlmCall({ callType: 'other' })
  async run() {
    return Promise.resolve('made');
  }
}

@Controller()
class ModelController {
  constructor(
    private readonly requestService: RequestService,
    private readonly transientService: TransientService,
  ) {}

  @LogLlmCall({ callType: 'chat', prompt: ([id]: [string]) => id })
  @Get('ask/:id')
  async ask(@Param('id') id: string) {
    await this.requestService.extract();
    await this.transientService.run();
    return { id };
  }
}

describe('@LogLlmCall', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let service: ModelService;

  beforeAll(async () => {
    database = await createTestDatabase();
    const module = moduleOf({
      imports: [logging(database), ScheduleModule.forRoot()],
      controllers: [ModelController],
      providers: [
        ModelService,
        RequestService,
        TransientService,
        { provide: FactoryService, useFactory: () => new FactoryService() },
        { provide: 'value', useValue: new FactoryService() },
      ],
    });
    app = await NestFactory.create(module, { logger: false });
    await app.init();
    service = app.get(ModelService);
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  beforeEach(async () => {
    await storedCalls(app, database);
    await database.query('TRUNCATE llm_calls');
  });

  const calls = () => storedCalls(app, database);
  const onlyCall = async () => {
    const rows = await calls();
    expect(rows).toHaveLength(1);
    return rows[0]!;
  };

  it('records what the SDK answered', async () => {
    await expect(service.ask('Hi')).resolves.toEqual(completion('mine: Hi'));
    expect(await onlyCall()).toMatchObject({
      call_type: 'chat',
      provider: 'openai',
      request_model: 'gpt-4o',
      model: 'gpt-4o-2024-08-06',
      status: 'success',
      prompt: 'Hi',
      response: 'mine: Hi',
      finish_reason: 'stop',
      total_tokens: 1_100,
      estimated_cost: '0.003500000000',
      tags: ['t'],
      metadata: { text: 'Hi' },
    });
  });

  it('records a plain value through selectors, and returns it at once', async () => {
    expect(service.plain()).toBe('spam');
    expect(await onlyCall()).toMatchObject({ response: 'SPAM', total_tokens: 4, estimated_cost: '0.500000000000' });
  });

  it('lets whatever is thrown through', async () => {
    for (const error of [new TypeError('bad'), 'text', undefined, null, Symbol('s')]) {
      let caught: unknown = 'nothing';
      try {
        service.throws(error);
      } catch (thrown) {
        caught = thrown;
      }
      expect(caught).toBe(error);
      await expect(service.rejects(error)).rejects.toBe(error);
    }
    const rows = await calls();
    expect(rows).toHaveLength(10);
    expect(rows.every(({ status }) => status === 'error')).toBe(true);
  });

  it('keeps an SDK promise the promise that it is', async () => {
    const promise = service.sdk();
    expect(promise).toBeInstanceOf(ApiPromise);
    expect(Object.keys(promise)).toEqual([]);
    const { data, response } = await promise.withResponse();
    expect(response).toBe('raw');
    expect(data).toEqual(completion('sdk'));
    expect(await onlyCall()).toMatchObject({ response: 'sdk', status: 'success' });
    await expect(service.sdk()).resolves.toEqual(completion('sdk'));
    expect(await calls()).toHaveLength(2);
  });

  it('runs a lazy thenable only when its caller does', async () => {
    const lazy = service.lazy();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lazy.runs()).toBe(0);
    expect(await calls()).toHaveLength(0);
    await lazy;
    expect(lazy.runs()).toBe(1);
    expect(await onlyCall()).toMatchObject({ response: 'lazy' });
  });

  it('follows a stream to its end', async () => {
    const stream = await service.stream();
    expect(stream).toBeInstanceOf(SdkStream);
    expect(await calls()).toMatchObject([{ status: 'pending' }]);
    const seen: unknown[] = [];
    for await (const one of stream) seen.push(one);
    expect(seen).toEqual([chunk(''), chunk('Hel'), chunk('lo'), lastChunk]);
    const row = await onlyCall();
    expect(row).toMatchObject({ status: 'success', response: 'Hello', total_tokens: 12 });
    expect(row['time_to_first_token_ms']).not.toBeNull();
  });

  it('records a stream that is left early as cancelled, with what was received', async () => {
    for await (const one of await service.stream())
      if ((one as typeof lastChunk).choices.length > 0 && JSON.stringify(one).includes('Hel')) break;
    expect(await onlyCall()).toMatchObject({ status: 'cancelled', response: 'Hel' });
  });

  it('records a stream that breaks as an error, with what was received', async () => {
    await expect(
      (async () => {
        for await (const _one of service.breaks());
      })(),
    ).rejects.toThrow('cut');
    expect(await onlyCall()).toMatchObject({ status: 'error', error_message: 'cut', response: 'part' });
  });

  it('makes calls in a generator’s body its children, and those of its consumer not', async () => {
    for await (const piece of service.generate(['a', 'b'])) await service.ask(`consumer of ${piece}`);
    const [generator, ...others] = await calls();
    expect(generator).toMatchObject({ call_type: 'summarization', response: 'a|b', status: 'success' });
    const inside = others
      .filter(({ parent_call_id }) => parent_call_id === generator!['id'])
      .map(({ prompt }) => prompt as string);
    expect(inside).toEqual(['a', 'b']);
    expect(others).toHaveLength(4);
  });

  it('records nothing for a generator that nobody pulls', async () => {
    service.generate(['a']);
    expect(await calls()).toHaveLength(0);
  });

  describe('of observables', () => {
    it('records one value as an answer', async () => {
      const result = service.observe(timer(1).pipe(map(() => completion('later'))));
      await expect(lastValueFrom(result)).resolves.toEqual(completion('later'));
      expect(await onlyCall()).toMatchObject({ status: 'success', response: 'later' });
    });

    it('records several values as a stream', async () => {
      await lastValueFrom(service.observe(of(chunk('a'), chunk('b'), lastChunk)));
      expect(await onlyCall()).toMatchObject({ response: 'ab', total_tokens: 12 });
    });

    it('records each subscription as a call, and none as none', async () => {
      const result = service.observe(of('x'));
      expect(await calls()).toHaveLength(0);
      await firstValueFrom(result);
      await firstValueFrom(result);
      expect(await calls()).toMatchObject([{ status: 'success' }, { status: 'success' }]);
    });

    it('records an error, and an unsubscription as cancelled', async () => {
      await expect(lastValueFrom(service.observe(throwError(() => new Error('gone'))))).rejects.toThrow('gone');
      service.observe(NEVER).subscribe().unsubscribe();
      expect(await calls()).toMatchObject([{ status: 'error', error_message: 'gone' }, { status: 'cancelled' }]);
    });

    it('stops an endless source when its subscriber has enough', async () => {
      let produced = 0;
      const endless = new Observable<string>((subscriber) => {
        while (!subscriber.closed && produced < 1_000) subscriber.next(`n${(produced += 1)}`);
      });
      await lastValueFrom(service.observe(endless).pipe(take(3)));
      expect(produced).toBe(3);
      expect(await onlyCall()).toMatchObject({ status: 'cancelled', response: 'n1n2n3' });
    });

    it('keeps a subject a subject, given out twice too', async () => {
      const { subject } = service;
      expect(service.observe(subject)).toBe(subject);
      expect(service.observe(subject)).toBe(subject);
      const value = firstValueFrom(subject);
      subject.next('hot');
      await expect(value).resolves.toBe('hot');
      expect(await onlyCall()).toMatchObject({ response: 'hot', status: 'success' });
    });
  });

  describe('of web streams', () => {
    const consumers: Record<string, (stream: ReadableStream) => Promise<unknown>> = {
      getReader: async (stream) => {
        const reader = stream.getReader();
        while (!(await reader.read()).done);
      },
      iteration: async (stream) => {
        for await (const _one of stream);
      },
      pipeTo: (stream) => stream.pipeTo(new WritableStream()),
      pipeThrough: (stream) => new Response(stream.pipeThrough(new TransformStream())).text(),
      tee: async (stream) => Promise.all(stream.tee().map((half) => new Response(half).text())),
      fromWeb: async (stream) => {
        for await (const _one of Readable.fromWeb(stream as never));
      },
    };

    it.each(Object.keys(consumers))('follows %s to the end', async (consumer) => {
      const stream = service.web(['Hé', 'llo']);
      expect(stream).toBeInstanceOf(ReadableStream);
      await consumers[consumer]!(stream);
      expect(await onlyCall()).toMatchObject({ status: 'success', response: 'Héllo' });
    });

    it('records cancellation', async () => {
      const reader = service.web(['a', 'b']).getReader();
      await reader.read();
      await reader.cancel('enough');
      expect(await onlyCall()).toMatchObject({ status: 'cancelled', response: 'a', error_message: 'enough' });
    });
  });

  it('follows a Node stream, and its cancellation', async () => {
    const seen: string[] = [];
    for await (const piece of service.node(['a', 'b'])) seen.push(piece as string);
    expect(seen).toEqual(['a', 'b']);
    const stream = service.node(['c', 'd']);
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.once('data', () => stream.destroy());
    await closed;
    expect(await calls()).toMatchObject([
      { status: 'success', response: 'ab' },
      { status: 'cancelled', response: expect.stringMatching(/^c/) },
    ]);
  });

  it('links the steps of a pipeline to it, siblings too', async () => {
    const { answers, parent } = await service.pipeline(3);
    const rows = await calls();
    const pipeline = rows.find(({ call_type }) => call_type === 'rag_query')!;
    expect(parent).toBe(pipeline['id']);
    const steps = rows.filter(({ call_type }) => call_type === 'embedding');
    expect(steps).toHaveLength(4);
    for (const step of steps)
      expect(step).toMatchObject({ parent_call_id: pipeline['id'], trace_id: pipeline['trace_id'] });
    expect(new Set(answers).size).toBe(3);
  });

  it('survives selectors that throw, and objects that cannot be watched', async () => {
    await expect(service.badSelectors()).resolves.toBe('fine');
    const seen: unknown[] = [];
    for await (const one of service.frozen()) seen.push(one);
    expect(seen).toEqual([1]);
    const [row] = await calls();
    expect(JSON.stringify(row!['metadata'])).toContain('bad');
    expect(row).toMatchObject({ status: 'success', response: 'fine' });
  });

  it('works below and above other decorators, in a scheduled job', async () => {
    expect(service.job.name).toBe('job');
    await service.job();
    const [job, inner] = await calls();
    expect(job).toMatchObject({ task_id: 'yearly', response: 'mine: from the job' });
    expect(inner).toMatchObject({ task_id: 'yearly', parent_call_id: job!['id'], trace_id: job!['trace_id'] });
  });

  it('reaches controllers and providers of every scope', async () => {
    await request(app.getHttpServer()).get('/ask/7').expect(200, { id: '7' });
    const rows = await calls();
    expect(rows.map(({ call_type }) => call_type as string).sort()).toEqual(['chat', 'extraction', 'system']);
    expect(new Set(rows.map(({ trace_id }) => trace_id as string)).size).toBe(1);
  });

  it('reaches instances made by a factory or given as a value', async () => {
    await expect(app.get(FactoryService).run()).resolves.toBe('made');
    await expect(app.get<FactoryService>('value').run()).resolves.toBe('made');
    expect(await calls()).toHaveLength(2);
  });

  it('runs plainly where no application made the instance', async () => {
    await expect(new FactoryService().run()).resolves.toBe('made');
    expect(await calls()).toHaveLength(0);
  });

  it('writes to its own application’s log when there are two in a process', async () => {
    const otherDatabase = await createTestDatabase();
    const other = await NestFactory.createApplicationContext(
      moduleOf({ imports: [logging(otherDatabase)], providers: [ModelService] }),
      { logger: false },
    );
    await other.get(ModelService).ask('there');
    await service.ask('here');
    expect(await storedCalls(other, otherDatabase)).toMatchObject([{ prompt: 'there' }]);
    expect(await onlyCall()).toMatchObject({ prompt: 'here' });
    await other.close();
    await otherDatabase.drop();
  });
});
