import { beforeAll, describe, expect, it } from '@jest/globals';
import { LlmRollupService } from 'nestjs-llm-logging';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CLI, runCli, runCliHere } from '../support/cli.js';
import { application } from '../support/suite.js';

const COMMANDS = [
  'migrate',
  'partitions',
  'tail',
  'trace',
  'stats',
  'export',
  'export-hours',
  'prune',
  'reprice',
  'verify-stats',
  'distribute',
  'alerts',
  'health',
  'open',
  'calls',
  'users',
  'completion',
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

  it.each(COMMANDS)('explains %s, with examples', async (command) => {
    const { code, stdout } = await runCliHere(['help', command]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^nestjs-llm-logging ${command} [^]*\\nExamples:\\n  .*npx nestjs-llm-logging ${command}`),
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
    [['sttas'], 2, 'There is no command "sttas". Did you mean stats?\n'],
    [['stats', '--form', '2026-01-01'], 2, 'There is no option --form. Did you mean --from?\nUsage: '],
    [['calls', '--limit', '5'], 2, 'There is no option --limit. Did you mean --lines?\nUsage: '],
    [['stats', '--days'], 2, "Option '--days <value>' argument missing"],
    [['stats', 'more'], 2, 'This command takes no argument more.'],
    [['stats', '--since', 'yesterday'], 2, '--since: must be a time such as 30m, 2h, 7d or 4w.'],
    [['users', '--by', 'age'], 2, '--by: must be one of cost, calls.'],
    [['open'], 2, 'Where is the dashboard?'],
    [['open', 'x', '--dashboard', 'https://app/llm'], 2, 'x is no id'],
    [['open', '--dashboard', 'file:///etc'], 2, '--dashboard: must look like'],
    [['completion', 'tcsh'], 2, 'Say which shell: bash, zsh, fish.'],
    [['stats'], 2, 'Which database?'],
    [['stats', '--url', 'mysql://x'], 2, '--url must look like'],
    [['stats', '--url', 'postgres://127.0.0.1:1/none'], 1, 'cannot be used'],
  ])('%j ends with %d', async (args, code, said) => {
    expect(await runCliHere(args)).toEqual({ code, stdout: '', stderr: expect.stringContaining(said) });
  });
});

describe('what loads before a command does', () => {
  /** Of the modules that the program imports before it knows which command it is to run. */
  const staticImports = (file: URL, seen = new Set<string>()): Set<string> => {
    if (seen.has(file.href)) return seen;
    seen.add(file.href);
    const source = readFileSync(file, 'utf8');
    for (const [, from] of source.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|^import '([^']+)'/gm))
      if (from!.startsWith('.')) staticImports(new URL(from!, file), seen);
      else seen.add(from!);
    return seen;
  };

  it('is of Node and this package alone, so that --version and --help answer at once', () => {
    const names = [...staticImports(pathToFileURL(CLI))];
    expect(names.filter((name) => !name.startsWith('file:') && !name.startsWith('node:'))).toEqual([]);
    expect(names.length).toBeLessThan(20);
  });
});

describe('open', () => {
  it.each([
    [[], 'https://app.example/admin/llm'],
    [['usage'], 'https://app.example/admin/llm/#/usage'],
    [['releases'], 'https://app.example/admin/llm/#/releases'],
    [
      ['0190a0b0-0000-7000-8000-000000000000'],
      'https://app.example/admin/llm/#/calls/0190a0b0-0000-7000-8000-000000000000',
    ],
    [['4bf92f3577b34da6a3ce929d0e0e4736'], 'https://app.example/admin/llm/#/traces/4bf92f3577b34da6a3ce929d0e0e4736'],
  ])('%j prints the address', async (args, address) => {
    const env = { LLM_LOGGING_DASHBOARD_URL: 'https://app.example/admin/llm' };
    expect(await runCliHere(['open', ...args], env)).toEqual({ code: 0, stdout: `${address}\n`, stderr: '' });
  });
});

describe('completion', () => {
  it('of bash completes commands and the options of each', async () => {
    const { stdout: script } = await runCliHere(['completion', 'bash', '--name', 'llm']);
    const complete = (...words: string[]): string[] => {
      const setup = `${script}\nCOMP_WORDS=(llm ${words.map((word) => `'${word}'`).join(' ')})\nCOMP_CWORD=${words.length}`;
      const answer = execFileSync('bash', ['--norc', '-c', `${setup}\n_nestjs_llm_logging\necho "\${COMPREPLY[@]}"`]);
      return answer.toString().trim().split(' ');
    };
    expect(complete('st')).toEqual(['stats']);
    expect(complete('p')).toEqual(['partitions', 'prune']);
    expect(complete('verify-stats', '--re')).toEqual(['--repair']);
    expect(complete('calls', '--si')).toEqual(['--since']);
  });

  it.each(['zsh', 'fish'])('of %s names all commands and options', async (shell) => {
    const { code, stdout } = await runCliHere(['completion', shell]);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toContain(command);
    expect(stdout).toMatch(/payload-days/);
  });
});

describe('progress', () => {
  const log = application();

  beforeAll(async () => {
    for (const day of ['02', '03', '04'])
      await log.logger.record({ startedAt: `2025-11-${day}T12:00:00Z`, latencyMs: 5, model: 'm', promptTokens: 5 });
    await log.logger.flush();
    await log.app.get(LlmRollupService).refresh();
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

  it.each(work)('of %s is not drawn into files', async (command, args) => {
    const { code, stderr } = await runCli([command, ...args, '--url', log.database.url]);
    expect(code).toBe(0);
    // Work that takes long says in a line how far it is.
    expect(stderr).not.toMatch(/[▕\r]/);
  });
});
