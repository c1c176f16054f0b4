import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, onPglite, type TestDatabase } from '../../../../../test/support/database.js';
import { type LlmCallRecord, LlmCallStatus, mergeIntoCallRecord, newCallId } from 'llm-exchange/call';
import { lineOf as callLineOf, type CallLine } from './call-line.js';
import { CALL_SELECTION } from '../rows/call-row.js';
import { CallWriter } from './call-writer.js';
import { LlmDatabase } from '../llm-database.js';

const given = fc.record(
  {
    callType: fc.constantFrom('chat', 'other', 'embedding'),
    kind: fc.constantFrom('call', 'step', 'agent'),
    name: fc.constantFrom('n1', 'n2'),
    promptVersion: fc.constantFrom('1', '2'),
    provider: fc.constantFrom('p1', 'p2'),
    model: fc.constantFrom('m1', 'm2'),
    requestModel: fc.constantFrom('r1', 'r2'),
    prompt: fc.string({ unit: 'grapheme' }),
    temperature: fc.constantFrom(0, 0.5),
    requestParameters: fc.dictionary(fc.constantFrom('a', 'b'), fc.integer()),
    response: fc.string({ unit: 'grapheme' }),
    promptTokens: fc.nat(1_000),
    estimatedCost: fc.constantFrom(0, 0.000000000001, 1.5),
    latencyMs: fc.nat(1_000),
    completedAt: fc.constantFrom('2026-03-01T00:00:01.000Z', '2026-03-01T00:00:02.500Z'),
    errorMessage: fc.constantFrom('e1', 'e2'),
    userId: fc.constantFrom('u1', 'u2'),
    metadata: fc.dictionary(fc.constantFrom('x', 'y'), fc.integer()),
    tags: fc.uniqueArray(fc.constantFrom('t1', 't2', 't3')),
  },
  { requiredKeys: [] },
);
const event = fc.tuple(given, fc.constantFrom(...Object.values(LlmCallStatus)));

const lineOf = (record: object): CallLine => callLineOf(record as LlmCallRecord);

describe('the upsert', () => {
  let database: TestDatabase;
  let llmDatabase: LlmDatabase;
  let writer: CallWriter;

  beforeAll(async () => {
    database = await createTestDatabase();
    llmDatabase = new LlmDatabase({ database: { url: database.url, poolSize: onPglite ? 1 : 4 }, migrate: true });
    writer = new CallWriter(llmDatabase);
  });

  afterAll(async () => {
    await llmDatabase?.close();
    await database?.drop();
  });

  const row = async (id: string): Promise<Record<string, unknown>> => {
    const [found] = await database.query(`SELECT ${CALL_SELECTION} FROM llm_calls WHERE id = $1`, [id]);
    delete found!['createdAt'];
    return found!;
  };

  it('merges as mergeIntoCallRecord does, whatever is reported and in whatever order', async () => {
    const startedAt = '2026-03-01T00:00:00.000Z';
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 4 }), async (events) => {
        const [one, other] = [newCallId(new Date(startedAt)), newCallId(new Date(startedAt))];
        const recordsOf = (id: string): LlmCallRecord[] =>
          events.map(([members, status]) => ({ startedAt, ...members, id, status }));
        for (const record of recordsOf(one)) await writer.write([lineOf(record)]);
        const [first, ...rest] = recordsOf(other);
        for (const record of rest) mergeIntoCallRecord(first!, record);
        await writer.write([lineOf(first!)]);
        expect({ ...(await row(one)), id: other }).toEqual(await row(other));
      }),
      { numRuns: 150 },
    );
  });

  it('is idempotent', async () => {
    const line = lineOf({
      id: newCallId(),
      status: 'success',
      prompt: 'p',
      response: 'r',
      tags: ['a'],
      metadata: { k: 1 },
    });
    await writer.write([line]);
    const { id } = line;
    const before = await row(id);
    await writer.write([line]);
    expect(await row(id)).toEqual(before);
  });

  it('makes the partitions that are missing', async () => {
    const times = ['2019-05-05T00:00:00Z', '2019-06-05T00:00:00Z', '2024-02-29T23:59:59.999Z'];
    const ids = times.map((time) => newCallId(new Date(time)));
    await Promise.all(ids.map((id) => writer.write([lineOf({ id, status: 'success' })])));
    const rows = await database.query<{ started_at: Date; part: string }>(
      `SELECT started_at, substring(tableoid::regclass::text FROM 'llm_calls_\\d{8}_\\d{8}') AS part FROM llm_calls WHERE id = ANY ($1) ORDER BY id`,
      [ids],
    );
    expect(rows.map(({ started_at }) => started_at.toISOString())).toEqual(
      times.map((time) => new Date(time).toISOString()),
    );
    expect(rows.map(({ part }) => part)).toEqual([
      'llm_calls_20190501_20190601',
      'llm_calls_20190601_20190701',
      'llm_calls_20240201_20240301',
    ]);
  });

  it('refuses a time that no call is made at, and says so', async () => {
    const line = lineOf({ id: newCallId(new Date('2150-01-01T00:00:00Z')), status: 'success' });
    const error = await writer.write([line]).catch((refusal: unknown) => refusal);
    expect(writer.refusesContent(error)).toBe(true);
  });

  it('refuses what PostgreSQL cannot hold, and not for want of a database', async () => {
    const error = await writer
      .write([lineOf({ id: newCallId(), status: 'nonsense' })])
      .catch((refusal: unknown) => refusal);
    expect(writer.refusesContent(error)).toBe(true);
    const away = new CallWriter(new LlmDatabase({ database: { url: 'postgres://x@127.0.0.1:1/x' }, migrate: true }));
    expect(
      away.refusesContent(await away.write([lineOf({ id: newCallId() })]).catch((failure: unknown) => failure)),
    ).toBe(false);
  });
});
