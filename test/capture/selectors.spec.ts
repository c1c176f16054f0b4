import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService, LogLlmCall, type LogLlmCallOptions } from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const broken = async (): Promise<never> => {
  await Promise.resolve();
  throw new Error('of a selector');
};
const late = async (): Promise<object> => Promise.resolve({ promptTokens: 3 });
const hostile = (): object =>
  new Proxy(
    {},
    {
      get: () => {
        throw new Error('hostile');
      },
      ownKeys: () => {
        throw new Error('hostile');
      },
    },
  );
/** As who writes no types may give them. */
const untyped = (options: object): LogLlmCallOptions => options as LogLlmCallOptions;

@Injectable()
class SelectingService {
  @LogLlmCall(
    untyped({ prompt: broken, systemPrompt: late, metadata: broken, response: broken, usage: broken, cost: broken }),
  )
  rejecting() {
    return 'answer';
  }

  @LogLlmCall(untyped({ response: late, usage: late, metadata: () => ({ tenant: broken(), kept: 1 }) }))
  resolving() {
    return 'answer';
  }

  @LogLlmCall(
    untyped({
      metadata: hostile,
      usage: hostile,
      response: hostile,
      prompt: () => {
        throw new Error('no prompt');
      },
    }),
  )
  hostile() {
    return 'answer';
  }
}

let database: TestDatabase;
let app: INestApplicationContext;
let logger: LlmLoggerService;
const rejections: unknown[] = [];
const noteRejection = (error: unknown): void => void rejections.push(error);

beforeAll(async () => {
  database = await createTestDatabase();
  const redact = [(text: string) => (text.includes('secret') ? broken() : text) as string];
  app = await startContext({ imports: [logging(database, { redact })], providers: [SelectingService] });
  logger = app.get(LlmLoggerService);
  process.on('unhandledRejection', noteRejection);
});
beforeEach(async () => {
  await logger.flush();
  await database.query('DELETE FROM llm_calls');
});
afterEach(async () => {
  await sleep(0);
  expect(rejections.splice(0)).toEqual([]);
});
afterAll(async () => {
  process.off('unhandledRejection', noteRejection);
  await app.close();
  await database.drop();
});

const invalidOf = (row: Record<string, any>): string[] =>
  row['metadata'].invalid.map((line: string) => line.split(':')[0]!);

describe('a selector', () => {
  it('that rejects costs its member', async () => {
    expect(app.get(SelectingService).rejecting()).toBe('answer');
    const [row] = await storedCalls(app, database);
    expect(row).toMatchObject({ status: 'success', prompt: null, estimated_cost: null });
    expect(invalidOf(row!).sort()).toEqual(['cost', 'metadata', 'prompt', 'response', 'systemPrompt', 'usage']);
  });

  it('that gives a promise costs its member, also inside metadata', async () => {
    app.get(SelectingService).resolving();
    const [row] = await storedCalls(app, database);
    expect(row).toMatchObject({ status: 'success', prompt_tokens: null, metadata: { kept: 1 } });
    expect(invalidOf(row!).sort()).toEqual(['metadata.tenant', 'response', 'usage']);
  });

  it('that gives a hostile proxy beside one that throws costs its member', async () => {
    expect(app.get(SelectingService).hostile()).toBe('answer');
    const [row] = await storedCalls(app, database);
    expect(row).toMatchObject({ status: 'success' });
    expect(invalidOf(row!)).toEqual(expect.arrayContaining(['metadata', 'prompt']));
  });
});

it('a rule that gives a promise replaces the text', async () => {
  await logger.record({ prompt: 'a secret', response: 'an answer' });
  const [row] = await storedCalls(app, database);
  expect(row).toMatchObject({ prompt: expect.stringMatching(/^\[redacted:.* failed\]$/) });
});

describe('what is given', () => {
  /** An object of that many members, which counts how often one of them is looked at. */
  function counting(size: number): { value: object; reads: () => number } {
    let reads = 0;
    const names = Array.from({ length: size }, (_, index) => `member${index}`);
    const value = new Proxy(
      {},
      {
        ownKeys: () => names,
        get: () => (reads += 1),
        getOwnPropertyDescriptor: () => ({ value: (reads += 1), enumerable: true, configurable: true }),
      },
    );
    return { value, reads: () => reads };
  }

  it.each(['metadata', 'requestParameters', 'prompt', 'usage', 'toolCalls'])(
    'in `%s` is looked at within a bound',
    async (member) => {
      const { value, reads } = counting(200_000);
      await logger.record({ callType: 'chat', [member]: member === 'toolCalls' ? [value] : value });
      expect(reads()).toBeLessThanOrEqual(15_000);
      expect(await storedCalls(app, database)).toHaveLength(1);
    },
  );

  it('as a call is looked at within a bound', async () => {
    const { value, reads } = counting(200_000);
    await logger.record(value);
    expect(reads()).toBeLessThanOrEqual(1_000);
    expect(await storedCalls(app, database)).toHaveLength(1);
  });

  it('as usage is an object, whatever it is', async () => {
    const text = 'tokens '.repeat(3_600_000);
    await logger.record({ callType: 'chat', usage: text as never });
    await logger.record({ callType: 'chat', usage: Buffer.alloc(25_000_000) as never });
    const rows = await storedCalls(app, database);
    expect(rows.map((row) => invalidOf(row))).toEqual([['usage'], ['usage']]);
    expect(JSON.stringify(rows).length).toBeLessThan(10_000);
  });
});
