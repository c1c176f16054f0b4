import { beforeAll, describe, expect, it } from '@jest/globals';
import { LlmSumsService } from 'nestjs-llm-logging';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { CLI, runCli } from '../support/cli.js';
import { application } from '../support/suite.js';

const COMMANDS = [
  'migrate',
  'partitions',
  'tail',
  'trace',
  'stats',
  'export',
  'prune',
  'reprice',
  'verify-stats',
  'distribute',
  'alerts',
];
const CLEAR_LINE = '\r\u001b[K';

/** `script` of util-linux gives a command a terminal. */
const hasScript = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

describe('the command line', () => {
  it('says what there is', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toContain(`  ${command} `);
    expect(stdout).toContain('Exit codes: 0 done, 1 failed, 2 wrong usage.');
  });

  it.each(COMMANDS)('tells of %s, with examples', async (command) => {
    const { code, stdout } = await runCli(['help', command]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^nestjs-llm-logging ${command} [^]*--url[^]*\\nExamples:\\n  .*npx nestjs-llm-logging ${command}`),
    );
  });

  it('says its version', async () => {
    const file = new URL('../../libs/llm-logging/package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [[], 2, 'Commands:'],
    [['help', 'odd\u001b[31m'], 2, 'There is no command "odd\\u001b[31m".'],
    [['stats'], 2, 'Which database?'],
    [['stats', '--url', 'mysql://x'], 2, '--url must look like'],
    [['stats', '--url', 'postgres://127.0.0.1:1/none'], 1, 'cannot be used'],
  ])('%j ends with %d', async (args, code, said) => {
    expect(await runCli(args)).toEqual({ code, stdout: '', stderr: expect.stringContaining(said) });
  });
});

describe('progress', () => {
  const log = application();

  beforeAll(async () => {
    for (const day of ['02', '03', '04'])
      await log.logger.record({ startedAt: `2025-11-${day}T12:00:00Z`, latencyMs: 5, model: 'm', promptTokens: 5 });
    await log.logger.flush();
    await log.app.get(LlmSumsService).refresh();
  });

  const work: [string, string[]][] = [
    ['verify-stats', []],
    ['reprice', ['--from', '2025-11-01', '--to', '2025-12-01']],
    ['export', ['--from', '2025-11-01']],
  ];

  (hasScript ? it : it.skip).each(work)('of %s is a bar on a terminal, and gone at the end', async (command, args) => {
    const line = [process.execPath, CLI, command, ...args, '--url', log.database.url].join(' ');
    const { stdout } = await promisify(execFile)('script', ['-qec', `${line} > /dev/null`, '/dev/null']);
    expect(stdout).toContain('▕');
    expect(stdout).toMatch(/\d %/);
    expect(stdout.endsWith(CLEAR_LINE)).toBe(true);
  });

  it.each(work)('of %s is not written into files', async (command, args) => {
    expect(await runCli([command, ...args, '--url', log.database.url])).toMatchObject({ code: 0, stderr: '' });
  });
});
