import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { type FinishedLlmCall, LlmLoggerService } from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { runCli, RunningCli } from '../support/cli.js';
import { TcpProxy } from '../faults/support/tcp-proxy.js';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let app: INestApplicationContext;
let logger: LlmLoggerService;
let running: RunningCli | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startContext({ imports: [logging(database)] });
  logger = app.get(LlmLoggerService);
});
afterEach(() => running?.kill('SIGKILL'));
afterAll(async () => {
  await app.close();
  await database.drop();
});

function tail(...args: string[]): RunningCli {
  running = new RunningCli(['tail', '--interval', '0.1', '--url', database.url, ...args]);
  return running;
}

const statuses = (lines: string[]) => lines.map((line) => (JSON.parse(line) as { status: string }).status);

// PGlite is one session for all: the command cannot connect beside the application.
(onPglite ? describe.skip : describe)('tail', () => {
  it('shows the last calls, then each as it starts and ends, until it is interrupted', async () => {
    for (const prompt of ['one', 'two', 'three']) await logger.record({ prompt, userId: 'u1' });
    await logger.flush();
    const follows = tail('--user', 'u1', '--json', '-n', '2');
    await follows.until((lines) => lines.length === 2);
    expect(follows.lines.map((line) => JSON.parse(line).prompt)).toEqual(['two', 'three']);

    const id = await logger.start({ prompt: 'four', userId: 'u1' });
    await logger.start({ prompt: 'not meant', userId: 'u2' });
    await logger.flush();
    await follows.until((lines) => lines.length === 3);
    await logger.complete(id, { response: 'done' });
    await logger.flush();
    await follows.until((lines) => lines.length === 4);
    expect(statuses(follows.lines)).toEqual(['success', 'success', 'pending', 'success']);
    expect(JSON.parse(follows.lines[3]!)).toMatchObject({ id, prompt: 'four', response: 'done' });
    expect(await follows.kill('SIGINT')).toMatchObject({ code: 0, stderr: '' });
    expect(follows.lines).toHaveLength(4);
  });

  it('shows the end of calls that began long before it, and by filters that only the end fulfils', async () => {
    const startedAt = new Date(Date.now() - 3_600_000);
    const id = await logger.start({ startedAt, prompt: 'long', companyId: 'c1' });
    await logger.flush();
    const follows = tail('--company', 'c1', '--status', 'error', '--json');
    const all = tail('--company', 'c1', '--json');
    await all.until((lines) => lines.length === 1);
    await logger.record({ companyId: 'c1', prompt: 'fine' });
    await all.until((lines) => lines.length === 2);
    await logger.fail(id, new Error('too long'));
    await follows.until((lines) => lines.length === 1);
    await all.until((lines) => lines.length === 3);
    expect(JSON.parse(follows.lines[0]!)).toMatchObject({ id, status: 'error', errorMessage: 'too long' });
    expect(JSON.parse(all.lines[2]!)).toMatchObject({ id, status: 'error' });
    await all.kill('SIGTERM');
    expect(await follows.kill('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('waits for a database that is away, and then shows what it has missed, once', async () => {
    const network = await TcpProxy.start(database.url);
    try {
      running = new RunningCli(['tail', '--interval', '0.1', '--url', network.url, '--user', 'away', '--json']);
      const follows = running;
      const begun = await logger.start({ prompt: 'begun before', userId: 'away' });
      await logger.flush();
      await follows.until((lines) => lines.length === 1);
      network.refuse(true);
      await follows.until(() => follows.stderr.includes('Trying again.'));
      await logger.record({ prompt: 'meanwhile', userId: 'away' });
      await logger.complete(begun, { response: 'done' });
      await logger.flush();
      network.refuse(false);
      await follows.until((lines) => lines.length === 3);
      await logger.record({ prompt: 'after', userId: 'away' });
      await logger.flush();
      await follows.until((lines) => lines.length === 4);
      const shown = follows.lines.map((line) => JSON.parse(line) as { prompt: string; status: string });
      expect(shown.map(({ prompt, status }) => `${prompt}: ${status}`)).toEqual([
        'begun before: pending',
        'begun before: success',
        'meanwhile: success',
        'after: success',
      ]);
      const { code, stderr } = await follows.kill('SIGINT');
      expect({ code, said: stderr.split('Trying again.').length - 1 }).toEqual({ code: 0, said: 1 });
    } finally {
      await network.close();
    }
  });

  it('makes texts harmless', async () => {
    const hostile = 'a\u001b]0;owned\u0007\u009b31mb\r\nc\u202ed\u2028e\u0000f\u007f 👩‍👩‍👧';
    await logger.record({
      prompt: hostile,
      userId: hostile.replace('\u0000', ''),
      model: 'm\u001b[2J',
      tags: ['hostile'],
    });
    await logger.flush();
    const shown = tail('--tag', 'hostile');
    await shown.until((lines) => lines.length === 1);
    expect(shown.stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
    expect(shown.stdout).toContain('👩‍👩‍👧');
    await shown.kill('SIGINT');
    const json = tail('--tag', 'hostile', '--json');
    await json.until((lines) => lines.length === 1);
    expect(json.stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
    const [stored] = await database.query(`SELECT prompt FROM llm_calls WHERE tags = '{hostile}'`);
    expect(JSON.parse(json.lines[0]!).prompt).toBe(stored!['prompt']);
    await json.kill('SIGINT');
  });

  it('knows every filter', async () => {
    const [trace, parent] = ['a'.repeat(32), await logger.record({})];
    const meant: FinishedLlmCall = {
      callType: 'chat',
      status: 'cancelled',
      provider: 'openai',
      model: 'gpt-4o',
      userId: 'u9',
      sessionId: 's9',
      companyId: 'c9',
      taskId: 't9',
      reviewId: 'r9',
      traceId: trace,
      parentCallId: parent,
      tags: ['x', 'y'],
      metadata: { release: '2.1' },
      estimatedCost: 0.5,
      latencyMs: 900,
      prompt: 'where is my delivery',
    };
    // Each of them misses one filter.
    const others: FinishedLlmCall[] = [
      { callType: 'embedding' },
      { status: 'success' },
      { provider: 'groq' },
      { model: 'gpt-5' },
      { userId: 'u8' },
      { sessionId: 's8' },
      { companyId: 'c8' },
      { taskId: 't8' },
      { reviewId: 'r8' },
      { traceId: 'b'.repeat(32) },
      { parentCallId: await logger.record({}) },
      { tags: ['x'] },
      { metadata: { release: '2.2' } },
      { estimatedCost: 0.3 },
      { latencyMs: 899 },
      { prompt: 'where is my refund' },
    ];
    for (const other of others) await logger.record({ ...meant, ...other });
    await logger.record(meant);
    await logger.flush();
    const ids = ['--user', 'u9', '--session', 's9', '--company', 'c9', '--task', 't9', '--review', 'r9'];
    const names = ['--type', 'chat', '--status', 'cancelled', '--provider', 'openai', '--model', 'gpt-4o'];
    const rest = ['--tag', 'x', '--tag', 'y', '--metadata', '{"release":"2.1"}', '--search', 'deliv*'];
    const places = ['--trace', trace, '--parent', parent, '--min-cost', '0.4', '--min-latency', '900'];
    const args = [...ids, ...names, ...rest, ...places];
    const follows = tail(...args);
    await follows.until((lines) => lines.length > 0);
    expect(follows.lines).toHaveLength(1);
    expect(follows.lines[0]).toMatch(
      /⊘ +900 ms +\$0\.5000 chat openai\/gpt-4o u9 @ c9 cancelled “where is my delivery”/,
    );
    const exported = await runCli(['export', '--url', database.url, ...args]);
    expect(exported.stdout.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [['--lines', '501', '--interval', '0'], '--lines'],
    [['--interval', '0'], '--interval'],
    [['--status', 'odd'], '--status: must be one of'],
    [['--metadata', '{'], '--metadata'],
    [['--parent', 'x'], '--parent: parentCallId: must be the id of a call'],
  ])('refuses %j', async (args, said) => {
    const { code, stderr } = await tail(...args).ended;
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
  });
});
