import { beforeAll, describe, expect, it } from '@jest/globals';
import { LlmStatsService, LlmRollupService } from 'nestjs-llm-logging';
import { runCli, runCliHere } from '../support/cli.js';
import { application } from '../support/suite.js';

const RANGE = { startDate: '2026-01-10', endDate: '2026-01-14' };
const ARGS = ['--from', RANGE.startDate, '--to', RANGE.endDate];

const log = application();

beforeAll(async () => {
  const { logger } = log;
  for (let n = 0; n < 40; n += 1)
    await logger.record({
      callType: n % 2 === 0 ? 'chat' : 'embedding',
      provider: 'openai',
      model: n % 4 === 0 ? 'own\u001b[2Jmodel' : 'gpt-4o',
      startedAt: new Date(Date.UTC(2026, 0, 10 + (n % 3), 12)),
      latencyMs: 100 * (n + 1),
      promptTokens: 1_000,
      completionTokens: 100,
      userId: `u${n % 3}`,
      companyId: `c${n % 2}`,
      ...(n % 10 === 0 ? { error: new Error(`Limit of ${n} reached`) } : {}),
    });
  await logger.flush();
  await log.app.get(LlmRollupService).refresh();
});

const stats = (...args: string[]) => runCliHere(['stats', '--url', log.database.url, ...args]);

describe('stats', () => {
  it('are those of the service, as JSON', async () => {
    const service = log.app.get(LlmStatsService);
    const { code, stdout } = await stats(...ARGS, '--json', '--top', '2');
    const given = JSON.parse(stdout);
    const expected = {
      cost: await service.getCostStats(RANGE),
      performance: await service.getPerformanceStats(RANGE),
      timeSeries: await service.getTimeSeries({ ...RANGE, interval: 'day' }),
      models: await service.compareModels(RANGE),
      users: await service.getTopUsers({ ...RANGE, limit: 2 }),
      companies: await service.getTopCompanies({ ...RANGE, limit: 2 }),
      errors: await service.getErrorRates({ ...RANGE, messages: 2 }),
    };
    expect(code).toBe(0);
    expect(given).toMatchObject(JSON.parse(JSON.stringify(expected)));
    expect(given).toMatchObject({ interval: 'day', cost: { totalCalls: 40 }, errors: { failedCalls: 4 } });
    expect(given.users).toHaveLength(2);
  });

  it('are a report with bars', async () => {
    const { stdout } = await stats(...ARGS);
    expect(stdout).toContain('2026-01-10 00:00:00 UTC to 2026-01-14 00:00:00 UTC');
    expect(stdout).toMatch(/^Calls +40, 90\.0 % succeeded$/m);
    expect(stdout).toMatch(/^Failed +4, 10\.0 %$/m);
    expect(stdout).toMatch(/^No price +10 calls: own�\[2Jmodel$/m);
    expect(stdout).toMatch(/^█{20} \$0\.0350 {2}14 calls {2}2026-01-10$/m);
    expect(stdout).toMatch(/^ {20} \$0 {8}0 calls {2}2026-01-13$/m);
    expect(stdout).toMatch(/^█+.* 4 calls {2}Error Limit of … reached$/m);
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('are of the calls that filters name', async () => {
    const { stdout } = await stats(...ARGS, '--company', 'c1', '--type', 'embedding', '--user', 'u1', '--json');
    const [row] = await log.database.query(
      `SELECT count(*)::int AS calls FROM llm_calls WHERE company_id = 'c1' AND call_type = 'embedding' AND user_id = 'u1'`,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      cost: { totalCalls: row!['calls'] },
      performance: { totalCalls: row!['calls'] },
    });
    expect(row!['calls']).toBeGreaterThan(0);
  });

  it('show days and times of the zone that is asked for', async () => {
    const { stdout } = await stats(...ARGS, '--time-zone', 'America/New_York');
    expect(stdout).toContain('2026-01-09 19:00:00 EST to 2026-01-13 19:00:00 EST');
  });

  it('are of the zone in which the application reports, wherever they are asked for', async () => {
    const here = await runCli(['stats', '--url', log.database.url, ...ARGS], { TZ: 'America/New_York' });
    expect(here.stdout).toContain('2026-01-10 00:00:00 UTC to 2026-01-14 00:00:00 UTC (UTC)');
    await log.database.query(`UPDATE llm_reporting_zones SET time_zone = 'Asia/Kolkata'`);
    try {
      const { timeZone, from } = JSON.parse((await stats('--days', '7', '--json')).stdout);
      expect(timeZone).toBe('Asia/Kolkata');
      expect(from).toMatch(/T18:30:00\.000Z$/);
    } finally {
      await log.database.query(`UPDATE llm_reporting_zones SET time_zone = 'UTC'`);
    }
  });

  it('of a time without calls are an answer too', async () => {
    const { code, stdout } = await stats('--days', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Calls +0, – succeeded$/m);
    expect(stdout).not.toContain('NaN');
  });

  it.each([
    [['--days', '0'], '--days: must be'],
    [['--days', '1', '--from', '2026-01-01'], '--days or --from'],
    [['--from', 'yesterday'], '--from: startDate'],
    [['--from', '2026-01-02', '--to', '2026-01-01'], '--to: endDate'],
    [['--top', '0'], '--top'],
    [['--time-zone', 'Mars'], '--time-zone: there is no zone Mars'],
  ])('refuse %j', async (args, said) => {
    const refused = await runCliHere(['stats', '--url', log.database.url, ...args]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });
});

describe('users', () => {
  const users = (...args: string[]) => runCliHere(['users', '--url', log.database.url, ...args]);

  it('are those of the service', async () => {
    const service = log.app.get(LlmStatsService);
    const { stdout } = await users(...ARGS, '--top', '2', '--json');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(await service.getTopUsers({ ...RANGE, limit: 2 }))));
  });

  it('are lines with names at their ends', async () => {
    const { stdout } = await users(...ARGS, '--by', 'calls');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^ *\$\d+\.\d+ {2}14 calls {2}15,400 tokens {2}\d+\.\d+ % failed {2}u0$/);
    expect(await users('--since', '1h')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'There are no calls of users in that time.\n',
    });
  });
});

describe('calls', () => {
  const calls = (...args: string[]) => runCliHere(['calls', '--url', log.database.url, ...args]);

  it('are the newest first, with date and time', async () => {
    const { stdout } = await calls(...ARGS, '--type', 'chat', '-n', '3');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^2026-01-12 12:00:00 [✓✗] /);
  });

  it('are filtered, and whole as JSON', async () => {
    const { stdout } = await calls(...ARGS, '--status', 'error', '--json');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'error'));
    expect(await calls('--since', '1h')).toEqual({ code: 0, stdout: '', stderr: 'There is no such call.\n' });
  });
});

describe('health', () => {
  const health = (...args: string[]) => runCliHere(['health', '--url', log.database.url, ...args]);

  it('says that all is well', async () => {
    const { code, stdout } = await health();
    expect(stdout).toMatch(
      /^✓ tables +up to date\.\n✓ calls +the last of 2026-01-12 12:00:00 UTC\.\n✓ partitions +until /,
    );
    expect(code).toBe(0);
  });

  it('says what is to be done', async () => {
    await log.database.query(`INSERT INTO llm_refused_calls (record, reason) VALUES ('{}', 'x')`);
    const { code, stdout, stderr } = await health();
    expect(stdout).toContain('✗ refused      1 record that the table did not take. See `reason` in llm_refused_calls.');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '1 thing to be done.\n' });
    expect(JSON.parse((await health('--json')).stdout)).toContainEqual(
      expect.objectContaining({ name: 'refused', ok: false }),
    );
    await log.database.query('DELETE FROM llm_refused_calls');
  });
});
