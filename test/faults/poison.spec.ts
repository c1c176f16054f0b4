import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService, LlmLoggingHealth, type FinishedLlmCall } from 'nestjs-llm-logging';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { report } from './support/figures.js';
import { PATIENCE_MS, scaled } from './support/scale.js';
import { temporaryFolder } from './support/temporary.js';

const ROUNDS = scaled(1, 30);
const HUGE = 50 * 1024 * 1024;

/** What is handed over, and what its row says. `invalid` names the members that were left out. */
interface Poison {
  call: () => unknown;
  row?: Record<string, unknown>;
  invalid?: string[];
}

const POISONS: Record<string, Poison> = {
  'a NUL in a text': { call: () => ({ prompt: 'a\0b' }), row: { prompt: expect.stringMatching(/^a[^\0]b$/) } },
  'a NUL in a name': { call: () => ({ userId: 'a\0b', prompt: 'p' }), row: { prompt: 'p' } },
  'a NUL as a key': { call: () => ({ metadata: { 'a\0b': { '\0': '\0' } }, prompt: 'p' }), row: { prompt: 'p' } },
  'half a surrogate pair': {
    call: () => ({ prompt: 'x\ud83dy', response: '\udc00', metadata: { '\ud800': ['\udfff'] } }),
    row: { prompt: 'x\ufffdy', response: '\ufffd' },
  },
  'the text of an escape': { call: () => ({ prompt: '\\u0000 \\ud800 \\' }), row: { prompt: '\\u0000 \\ud800 \\' } },
  '50 MB of text': {
    call: () => ({ prompt: `head ${'x'.repeat(HUGE)} tail`, response: 'short' }),
    row: { prompt: expect.stringMatching(/^head x[^]*bytes cut[^]*x tail$/), response: 'short' },
  },
  '50 MB of half pairs': { call: () => ({ prompt: '\ud83d'.repeat(HUGE / 2) }), row: { prompt: expect.any(String) } },
  'metadata of 50 MB': {
    call: () => ({ metadata: { big: 'x'.repeat(HUGE) } }),
    row: { metadata: { truncated: { metadata: { bytes: expect.any(Number), sha256: expect.any(String) } } } },
  },
  'metadata in a circle': {
    call: () => {
      const circle: Record<string, unknown> = { name: 'ring' };
      circle['self'] = circle;
      return { metadata: circle };
    },
    row: { metadata: { name: 'ring', self: '[Circular]' } },
  },
  'metadata 10,000 levels deep': {
    call: () => ({ metadata: Array.from({ length: 10_000 }).reduce((inner) => ({ inner }), {}) }),
    row: { metadata: { inner: expect.anything() } },
  },
  'metadata called __proto__': {
    call: () => ({ metadata: JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"kept":"yes"}') }),
    row: { metadata: expect.objectContaining({ kept: 'yes' }) },
  },
  'a call called __proto__': {
    call: () => JSON.parse('{"__proto__":{"polluted":true},"prompt":"p"}'),
    row: { prompt: 'p' },
    invalid: ['__proto__'],
  },
  'a getter that throws in metadata': {
    call: () => ({ metadata: Object.assign(thrower('bad'), { fine: 1 }) }),
    row: { metadata: { fine: 1, bad: '[Getter]' } },
  },
  'a getter that throws': {
    call: () => Object.assign(thrower('response'), { prompt: 'p' }),
    row: { prompt: 'p', response: null },
    invalid: ['response'],
  },
  'a toJSON that throws': {
    call: () => ({ prompt: 'p', metadata: { a: { toJSON: () => boom(), b: 1 } } }),
    row: { prompt: 'p' },
  },
  'a proxy that throws': {
    call: () => ({ prompt: 'p', metadata: new Proxy({}, { ownKeys: boom, get: boom, getPrototypeOf: boom }) }),
    row: { prompt: 'p' },
    invalid: ['metadata'],
  },
  'a revoked proxy': {
    call: () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return { prompt: 'p', requestParameters: proxy };
    },
    row: { prompt: 'p' },
    invalid: ['requestParameters'],
  },
  'a BigInt': {
    call: () => ({ prompt: 'p', promptTokens: 12n, metadata: { big: 2n ** 80n } }),
    row: { prompt: 'p', prompt_tokens: null, metadata: expect.objectContaining({ big: String(2n ** 80n) }) },
    invalid: ['promptTokens'],
  },
  'dates that are none': {
    call: () => ({ prompt: 'p', startedAt: new Date(NaN), completedAt: 'yesterday', metadata: { at: new Date(NaN) } }),
    row: { prompt: 'p', metadata: expect.objectContaining({ at: 'Invalid Date' }) },
    invalid: ['startedAt', 'completedAt'],
  },
  'dates out of this world': {
    call: () => ({ prompt: 'p', startedAt: new Date(8.64e15), completedAt: new Date(-8.64e15) }),
    row: { prompt: 'p' },
    invalid: ['startedAt', 'completedAt'],
  },
  'tokens that are no numbers': {
    call: () => ({ prompt: 'p', promptTokens: NaN, completionTokens: Infinity, totalTokens: -1, reasoningTokens: 0.5 }),
    row: { prompt: 'p', prompt_tokens: null, completion_tokens: null, reasoning_tokens: null },
    invalid: ['promptTokens', 'completionTokens', 'totalTokens', 'reasoningTokens'],
  },
  'numbers beyond their columns': {
    call: () => ({ prompt: 'p', latencyMs: 1e300, estimatedCost: Infinity, temperature: NaN, maxTokens: 2 ** 40 }),
    row: { prompt: 'p' },
    invalid: ['latencyMs', 'estimatedCost', 'temperature', 'maxTokens'],
  },
  'members of the wrong kind': {
    call: () => ({ prompt: 'p', userId: {}, tags: 'tag', toolCalls: {}, metadata: 'text', callType: '; DROP TABLE' }),
    row: { prompt: 'p' },
    invalid: ['userId', 'tags', 'toolCalls', 'metadata', 'callType'],
  },
  'an error that throws when it is read': {
    call: () => ({ prompt: 'p', error: new Proxy({}, { get: boom }) }),
    row: { prompt: 'p', status: 'error' },
  },
};

describe('calls that are poison', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let journals: ReturnType<typeof temporaryFolder>;

  beforeEach(async () => {
    database = await createTestDatabase();
    journals = temporaryFolder();
    app = await startContext({ imports: [logging(database, { delivery: { journalDirectory: journals.path } })] });
  });
  afterEach(async () => {
    await app.close();
    journals.remove();
    await database.drop();
  });

  it(
    'become rows that name what was wrong, among good calls that are complete',
    async () => {
      const logger = app.get(LlmLoggerService);
      for (let round = 0; round < ROUNDS; round += 1) {
        const ids = new Map<string, string>();
        for (const [name, { call }] of Object.entries(POISONS)) {
          await logger.record({ taskId: 'good', prompt: name, response: `answer to ${name}` });
          ids.set(name, await logger.record(call() as FinishedLlmCall));
        }
        const rows = await storedCalls(app, database);
        for (const [name, { row = {}, invalid }] of Object.entries(POISONS)) {
          const stored = rows.find(({ id }) => id === ids.get(name));
          expect({ poison: name, ...stored }).toMatchObject({ poison: name, ...row });
          expect({ name, invalid: invalidOf(stored) }).toEqual({ name, invalid });
        }
        const good = rows.filter(({ task_id }) => task_id === 'good');
        expect(good.map(({ prompt }) => prompt)).toEqual(Object.keys(POISONS));
        expect(good.every(({ prompt, response }) => response === `answer to ${prompt}`)).toBe(true);
        await database.query('DELETE FROM llm_calls');
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      const health = app.get(LlmLoggingHealth).report();
      expect(health).toMatchObject({ droppedRecords: 0, droppedTexts: 0, refusedRecords: 0, corruptLines: 0 });
      report({
        fault: 'poison among good calls',
        extent: `${Object.keys(POISONS).length} kinds, ${ROUNDS} times`,
        acknowledged: Object.keys(POISONS).length * ROUNDS * 2,
        lost: 0,
        doubled: 0,
      });
    },
    PATIENCE_MS,
  );

  it('do not stop calls of the other ways', async () => {
    const logger = app.get(LlmLoggerService);
    const circle: unknown[] = [];
    circle.push(circle);
    const id = await logger.start({ prompt: '\0', metadata: new Proxy({}, { ownKeys: boom }) });
    await logger.complete(id, { response: '\ud800', toolCalls: circle as never, promptTokens: NaN });
    const failed = await logger.start({ prompt: 'p' });
    await logger.fail(failed, new Proxy(new Error('x'), { get: boom }));
    expect(await logger.logCall({ prompt: 'p' }, () => circle)).toBe(circle);
    const rows = await storedCalls(app, database);
    expect(rows.map(({ status }) => status)).toEqual(['success', 'error', 'success']);
    expect(rows[0]).toMatchObject({ response: '\ufffd', metadata: { invalid: expect.any(Array) } });
  });

  it('do not reach the caller through what it gives for its call', async () => {
    const work = app.get(LlmLoggerService).logCall({ prompt: 'p' }, (call) => {
      call.update(thrower('response') as never);
      return 'the result';
    });
    expect(await work).toBe('the result');
  });

  it('are rows also where their status cannot be read', async () => {
    await app.get(LlmLoggerService).record(Object.assign(thrower('status'), { prompt: 'p' }));
    expect(await storedCalls(app, database)).toMatchObject([{ prompt: 'p' }]);
  });
});

function boom(): never {
  throw new Error('boom');
}

function thrower(member: string): object {
  return Object.defineProperty({}, member, { get: boom, enumerable: true });
}

/** Names of the members that a row says were left out. */
function invalidOf(row: Record<string, any> | undefined): string[] | undefined {
  const invalid = row?.['metadata']?.invalid as string[] | undefined;
  return invalid?.map((line) => line.split(':')[0]!);
}
