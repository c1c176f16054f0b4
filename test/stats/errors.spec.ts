import { beforeEach, describe, expect, it } from '@jest/globals';
import { LlmCleanupService, LlmStatsService, LlmRollupService, type FinishedLlmCall } from 'nestjs-llm-logging';
import { suite } from '../support/suite.js';

const log = suite(() => ({ retention: { enabled: false, days: 400 } }));

const DAY = { startDate: '2026-03-02', endDate: '2026-03-03' };

async function fail(...errors: Partial<FinishedLlmCall>[]): Promise<void> {
  for (const [second, error] of errors.entries())
    await log.logger.record({
      callType: 'chat',
      status: 'error',
      startedAt: `2026-03-02T10:00:${String(second).padStart(2, '0')}Z`,
      latencyMs: 1,
      ...error,
    });
  await log.logger.flush();
}

const errors = (query = {}) => log.app.get(LlmStatsService).getErrorRates({ ...DAY, ...query });
const counted = async (query = {}) => (await errors(query)).messages.map(({ message, calls }) => [message, calls]);

beforeEach(async () => {
  for (const table of [
    'llm_hour_error_rollups',
    'llm_day_error_rollups',
    'llm_week_error_rollups',
    'llm_changed_hours',
  ])
    await log.database.query(`DELETE FROM ${table}`);
});

describe('messages of errors', () => {
  it.each([
    ['Rate limit reached: 29,512 of 30,000 tokens, retry in 1.2s', 'Rate limit reached: … of … tokens, retry in …'],
    ['model "gpt-9" does not exist', 'model … does not exist'],
    ["model 'own' doesn't exist", "model … doesn't exist"],
    ['request req_011CSHoEeqs5C35K2UUqR7Fy failed', 'request … failed'],
    ['job 019b7600-0000-7000-8000-000000000001\n timed out', 'job … timed out'],
    ['fetch of https://api.openai.com/v1/x?key=1 failed', 'fetch of … failed'],
    ['no account me@example.com.', 'no account …'],
    ['connection refused', 'connection refused'],
    ["can't and won't", "can't and won't"],
  ])('%j is one with others that read %j', async (errorMessage, expected) => {
    await fail({ errorMessage });
    expect(await counted()).toEqual([[expected, 1]]);
  });

  it('are looked at as far as 300 characters', async () => {
    const beginning = 'long '.repeat(60);
    await fail({ errorMessage: `${beginning}and one` }, { errorMessage: `${beginning}or another` });
    expect(await counted()).toEqual([[beginning.trim(), 2]]);
  });

  it('are counted over the whole time, and not only the newest', async () => {
    const many = (calls: number, of: (n: number) => Partial<FinishedLlmCall>) =>
      Array.from({ length: calls }, (_none, n) => ({ startedAt: '2026-03-02T08:00:00Z', ...of(n) }));
    await fail(...many(2_100, (n) => ({ errorMessage: `Request ${n} was too long` })));
    await fail(...many(2_050, (n) => ({ errorMessage: `Overloaded (${n})`, startedAt: '2026-03-02T20:00:00Z' })));
    const expected = [
      ['Request … was too long', 2_100],
      ['Overloaded (…)', 2_050],
    ];
    expect(await counted()).toEqual(expected);
    await log.app.get(LlmRollupService).refresh();
    expect(await counted()).toEqual(expected);
    expect(await counted({ messages: 1 })).toEqual(expected.slice(0, 1));
    expect(await counted({ messages: 0 })).toEqual([]);
  });

  it('distinguish codes, and name the last call, from rows and from rollups', async () => {
    await fail(
      { errorMessage: 'Status code 429', errorType: 'RateLimitError', errorCode: '429' },
      { errorMessage: 'Status code 503', errorType: 'ServerError', errorCode: '503' },
      { errorMessage: 'Status code 429', errorType: 'RateLimitError', errorCode: '429' },
      { status: 'timeout', errorType: 'TimeoutError' },
    );
    const ids = (await log.stored()).map(({ id }) => id);
    const expected = [
      {
        message: 'Status code …',
        calls: 2,
        errorType: 'RateLimitError',
        errorCode: '429',
        lastAt: new Date('2026-03-02T10:00:02Z'),
        lastCallId: ids[2],
      },
      expect.objectContaining({ message: 'Status code …', calls: 1, errorCode: '503', lastCallId: ids[1] }),
      expect.objectContaining({ message: 'TimeoutError', calls: 1, errorCode: null, lastCallId: ids[3] }),
    ];
    const sorted = async () =>
      (await errors()).messages.sort((a, b) => b.calls - a.calls || Number(a.lastAt) - Number(b.lastAt));
    expect(await sorted()).toEqual(expected);
    await log.app.get(LlmRollupService).refresh();
    expect(await sorted()).toEqual(expected);
  });

  it('are found by every filter, and never of calls that went well', async () => {
    const errorMessage = 'overloaded';
    await fail(
      { errorMessage, model: 'a', provider: 'p', companyId: 'c', userId: 'u', tags: ['t'] },
      { errorMessage, model: 'b', callType: 'extraction', companyId: 'c' },
      { errorMessage, status: 'timeout' },
      { errorMessage, status: 'cancelled' },
      { status: 'success' },
    );
    const answers = async () => ({
      all: await counted(),
      errors: await counted({ status: 'error' }),
      successes: await counted({ status: 'success' }),
      model: await counted({ model: ['a', 'x'] }),
      type: await counted({ callType: 'extraction', provider: 'p' }),
      company: await counted({ companyId: 'c', status: ['error', 'success'] }),
      companyAndModel: await counted({ companyId: 'c', model: 'b' }),
      user: await counted({ userId: 'u' }),
      tag: await counted({ tags: ['t'] }),
    });
    const expected = {
      all: [[errorMessage, 3]],
      errors: [[errorMessage, 2]],
      successes: [],
      model: [[errorMessage, 1]],
      type: [],
      company: [[errorMessage, 2]],
      companyAndModel: [[errorMessage, 1]],
      user: [[errorMessage, 1]],
      tag: [[errorMessage, 1]],
    };
    expect(await answers()).toEqual(expected);
    await log.app.get(LlmRollupService).refresh();
    expect(await answers()).toEqual(expected);
  });

  it('outlive their calls as counts: the text went with the last of these', async () => {
    const old = { startedAt: '2025-01-06T10:00:00Z', errorType: 'RateLimitError' };
    await fail({ errorMessage: 'Limit of 7', ...old }, { errorMessage: 'Limit of 9', ...old });
    await log.app.get(LlmRollupService).refresh();
    expect(await log.app.get(LlmCleanupService).run()).toMatchObject({ removed: 2 });
    await log.app.get(LlmRollupService).refresh();
    const { messages } = await errors({ startDate: '2025-01-01', endDate: '2025-02-01' });
    expect(messages).toEqual([
      expect.objectContaining({ message: null, calls: 2, errorType: null, lastAt: new Date(old.startedAt) }),
    ]);
    const [row] = await log.database.query('SELECT * FROM llm_day_error_rollups');
    expect(JSON.stringify(row)).not.toContain('Limit');
  });
});
