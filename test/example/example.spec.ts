import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const MAIN = fileURLToPath(new URL('../../apps/example/dist/main.js', import.meta.url));
const CLI = fileURLToPath(new URL('../../libs/llm-logging/dist/cli.js', import.meta.url));
const TOKEN = 'token-of-the-test';

/** All that were started: none outlives a test that fails. */
const children: ChildProcess[] = [];
afterAll(() => Promise.all(children.map(ended)));

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  return child.exitCode;
}

class Example {
  base = '';
  /** All that it printed so far. */
  output = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout!.on('data', (piece: Buffer) => (this.output += piece.toString()));
    child.stderr!.on('data', (piece: Buffer) => (this.output += piece.toString()));
  }

  static async start(env: Record<string, string>): Promise<Example> {
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], PORT: '0', ADMIN_TOKEN: TOKEN, EXAMPLE_HISTORY_DAYS: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const example = new Example(child);
    example.base = (await example.printed(/listens on (\S+)[\s\S]*\nDatabase .*\n/))[1]!;
    return example;
  }

  /** Waits until it has printed this. */
  async printed(text: string | RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = new RegExp(text).exec(this.output);
        if (found !== null) resolve(found);
      };
      look();
      this.child.stdout!.on('data', look);
      this.child.once('close', () => reject(new Error(this.output)));
    });
  }

  async post(path: string, body: object): Promise<{ status: number; body: any; text: string }> {
    const response = await fetch(this.base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
  }

  async admin(path: string, token = TOKEN): Promise<{ status: number; body: any }> {
    const response = await fetch(`${this.base}/admin/llm/${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: await response.json() };
  }

  stop(): Promise<number | null> {
    return ended(this.child);
  }
}

/** Rows appear with the next flush. */
async function eventually<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (isThere(answer) || tries === 100) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the example', () => {
  let database: TestDatabase;
  let example: Example;

  beforeAll(async () => {
    database = await createTestDatabase();
    example = await Example.start({ DATABASE_URL: database.url });
  });

  afterAll(async () => {
    await example?.stop();
    await database?.drop();
  });

  it('says what to try next', () => {
    expect(example.output).toContain('/rag/ask');
    expect(example.output).toContain(`Bearer ${TOKEN}`);
    expect(example.output.trim().split('\n').length).toBeLessThanOrEqual(10);
  });

  it('lets a browser ask for the password of its admin pages', async () => {
    const page = `${example.base}/admin/llm/capabilities`;
    const basic = (password: string): RequestInit => ({
      headers: { authorization: `Basic ${Buffer.from(`anyone:${password}`).toString('base64')}` },
    });
    const refused = await fetch(page);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect((await fetch(page, basic('wrong'))).status).toBe(401);
    expect((await fetch(page, basic(TOKEN))).status).toBe(200);
  });

  it('chats, and the call is in its log', async () => {
    const { status, body } = await example.post('/chat', { message: 'Hello', sessionId: 's1' });
    expect(status).toBe(200);
    expect(body.answer).toContain('Hello');
    const trace = await eventually(
      () => example.admin(`traces/${body.traceId}`),
      (answer) => answer.body.call?.status === 'success',
    );
    expect(trace.body.call).toMatchObject({
      prompt: 'Hello',
      response: body.answer,
      callType: 'chat',
      userId: 'demo-user',
      sessionId: 's1',
    });
    expect(trace.body.call.totalTokens).toBeGreaterThan(0);
    expect(trace.body.totals.cost).toBeGreaterThan(0);
  });

  it('streams, and the whole stream is one call', async () => {
    const { text } = await example.post('/chat/stream', { message: 'Go on', sessionId: 's-stream' });
    const pieces = [...text.matchAll(/^data: (".*")$/gm)].map(([, piece]) => JSON.parse(piece!) as string);
    expect(text).toContain('[DONE]');
    const { body } = await eventually(
      () => example.admin('calls?sessionId=s-stream&status=success'),
      (answer) => answer.body.items.length > 0,
    );
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ response: pieces.join(''), tags: ['stream'] });
    expect(body.items[0].timeToFirstTokenMs).not.toBeNull();
  });

  it('answers from reviews in steps of one trace', async () => {
    const { status, body } = await example.post('/rag/ask', { question: 'How is the delivery?', companyId: 'acme' });
    expect(status).toBe(200);
    const trace = await eventually(
      () => example.admin(`traces/${body.traceId}`),
      (answer) => answer.body.call?.status === 'success',
    );
    const steps = trace.body.children.map(({ call }: any) => call.callType);
    expect(steps).toEqual(['embedding', 'embedding', 'classification', 'rag_synthesis']);
    expect(trace.body.children.every(({ call }: any) => call.companyId === 'acme')).toBe(true);
    expect(trace.body.totals).toMatchObject({ calls: 4, errors: 0 });
    expect(body.answer).toMatch(/Delivery took two weeks.*\[r1\]/);
  });

  it('rates reviews in a job with a task id', async () => {
    const { body } = await example.post('/sentiment/run', {});
    const { body: page } = await eventually(
      () => example.admin(`calls?taskId=${encodeURIComponent(body.taskId)}&status=success`),
      (answer) => answer.body.items.length === 7,
    );
    expect(page.items).toHaveLength(7);
    expect(new Set(page.items.map(({ reviewId }: any) => reviewId)).size).toBe(7);
    expect(body.ratings).toMatchObject({ r1: 'Mixed', r4: 'Positive', r5: 'Negative' });
  });

  it.each([
    ['/chat', {}],
    ['/chat', { message: 7 }],
    ['/rag/ask', { question: 'no company' }],
  ])('refuses a wrong %s %j', async (path, body) => {
    expect((await example.post(path, body)).status).toBe(400);
  });

  it('shows the log to nobody without the token', async () => {
    expect((await example.admin('calls', 'wrong')).status).toBe(401);
    expect((await example.admin('stats/cost')).status).toBe(200);
  });

  it('loses nothing when it is stopped right after an answer', async () => {
    const { body } = await example.post('/chat', { message: 'last words' });
    await example.stop();
    expect(await database.query('SELECT status FROM llm_calls WHERE trace_id = $1', [body.traceId])).toEqual([
      { status: 'success' },
    ]);
  });
});

describe('the example with its own database', () => {
  const directory = mkdtempSync(join(tmpdir(), 'llm-logging-example-'));

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('has a history after its first start, and finds password and data again after a second one', async () => {
    const own = { EXAMPLE_DATA_DIR: directory, EXAMPLE_HISTORY_DAYS: '1', ADMIN_TOKEN: '' };
    const first = await Example.start(own);
    await expect(Example.start(own)).rejects.toThrow(/^The example runs already \(process \d+\)\. Stop it, .+\n$/);
    const password = /password (\w+)/.exec(first.output)![1]!;
    await first.printed('History ');
    const { body } = await first.post('/chat', { message: 'remember me' });
    const { body: stats } = await first.admin('stats/cost?days=2', password);
    expect(stats.totalCalls).toBeGreaterThan(20);
    const [, url] = /stats --url (\S+)/.exec(first.output)!;
    const { stdout } = await promisify(execFile)(process.execPath, [CLI, 'stats', '--url', url!]);
    expect(stdout).toContain('gpt');
    await first.stop();

    const second = await Example.start({ ...own, EXAMPLE_HISTORY_DAYS: '0' });
    expect(second.output).toContain(`password ${password}`);
    const trace = await second.admin(`traces/${body.traceId}`, password);
    expect(trace.body.call).toMatchObject({ prompt: 'remember me', status: 'success' });
    await second.stop();
  }, 600_000);
});
