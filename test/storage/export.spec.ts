import { beforeAll, describe, expect, it } from '@jest/globals';
import { LlmCallRepository, LlmQueryError } from 'nestjs-llm-logging';
import { execFile } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { application } from '../support/suite.js';

const CLI = fileURLToPath(new URL('../../libs/llm-logging/dist/cli.js', import.meta.url));
const FORMULA = '=HYPERLINK("http://evil","x")';

const log = application();
let repository: LlmCallRepository;

beforeAll(async () => {
  repository = log.app.get(LlmCallRepository);
  const { logger } = log;
  for (let n = 0; n < 230; n += 1) await logger.record({ taskId: `t${n}`, userId: `u${n % 2}`, prompt: `call ${n}` });
  await logger.record({ userId: 'formula', prompt: FORMULA, response: 'two\nlines, "quoted"', tags: ['a', 'b'] });
  await logger.flush();
});

const lines = (ndjson: string) =>
  ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, any>);

describe('export', () => {
  it('gives every call that matches once, newest first, past any page', async () => {
    const calls = lines(await text(await repository.export({ userId: 'u1' })));
    expect(calls.map(({ taskId }) => taskId)).toEqual(Array.from({ length: 115 }, (_none, n) => `t${229 - 2 * n}`));
  });

  it('gives CSV in which no cell runs', async () => {
    const [head, record] = (await text(await repository.export({ userId: 'formula' }, 'csv'))).split('\r\n');
    expect(head).toMatch(/^id,.*prompt,.*createdAt$/);
    expect(record).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
    expect(record).toContain('"two\nlines, ""quoted"""');
    expect(record).toContain('"[""a"",""b""]"');
    const plain = await text(await repository.export({ userId: 'nobody' }, 'csv'));
    expect(plain).toBe(`${head}\r\n`);
  });

  it('refuses wrong questions before there is a stream, and ends when it is destroyed', async () => {
    await expect(repository.export({ status: 'odd' as never })).rejects.toThrow(LlmQueryError);
    await expect(repository.export({}, 'xml' as never)).rejects.toThrow('format: must be one of ndjson, csv');
    const stream = await repository.export({});
    stream.destroy();
    expect((await repository.listByFilters({ limit: 1 })).items).toHaveLength(1);
  });
});

describe('the commands', () => {
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [CLI, ...args, '--url', log.database.url], { maxBuffer: 1e8 });

  it('export', async () => {
    const { stdout } = await run('export', '--user', 'u0', '--format', 'ndjson');
    expect(lines(stdout)).toHaveLength(115);
    expect((await run('export', '--tag', 'a', '--tag', 'b', '--format', 'csv')).stdout).toContain("'=HYPERLINK");
    await expect(run('export', '--format', 'xml')).rejects.toMatchObject({ code: 2 });
    await expect(run('export', '--from', 'nonsense')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from: startDate'),
    });
  });

  it('prune', async () => {
    for (const wrong of [
      ['--days', '0'],
      ['--days', '1', '--payload-days', '0'],
      ['--days', '1', '--yes', '--dry-run'],
    ])
      await expect(run('prune', ...wrong)).rejects.toMatchObject({ code: 2 });
    await expect(run('prune', '--yes')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--days') });
    await log.logger.record({ startedAt: new Date(Date.now() - 400 * 86_400_000) });
    await log.logger.record({ startedAt: new Date(Date.now() - 400 * 86_400_000), tags: ['hold'] });
    await log.logger.flush();
    const args = ['prune', '--days', '300', '--hold', 'hold'];
    expect((await run(...args, '--dry-run')).stdout).toContain('Would remove 1 call ');
    expect(await run(...args)).toEqual({
      stdout: expect.stringContaining('Would remove 1 call '),
      stderr: expect.stringContaining('--yes'),
    });
    const done = JSON.parse((await run(...args, '--yes', '--json')).stdout) as object;
    expect(done).toMatchObject({ dryRun: false, removed: 1, underLegalHold: 1 });
    expect((await run(...args, '--yes')).stdout).toContain('Removed 0 calls');
  });
});
