import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const MAIN = fileURLToPath(new URL('../../apps/example/dist/main.js', import.meta.url));
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
  private constructor(
    private readonly child: ChildProcess,
    readonly base: string,
    readonly output: string,
  ) {}

  static async start(env: Record<string, string>): Promise<Example> {
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], PORT: '0', ADMIN_TOKEN: TOKEN, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    child.stderr.on('data', (piece: Buffer) => (output += piece.toString()));
    const base = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (piece: Buffer) => {
        output += piece.toString();
        const found = /listens on (\S+)[\s\S]*stats\/performance/.exec(output);
        if (found) resolve(found[1]!);
      });
      child.once('exit', () => reject(new Error(output)));
    });
    return new Example(child, base, output);
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
    expect(body.answer).not.toBe('');
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
    const { body } = await example.post('/rag/ask', { question: 'How is the delivery?', companyId: 'acme' });
    const trace = await eventually(
      () => example.admin(`traces/${body.traceId}`),
      (answer) => answer.body.call?.status === 'success',
    );
    const steps = trace.body.children.map(({ call }: any) => call.callType);
    expect(steps).toEqual(['embedding', 'embedding', 'classification', 'rag_synthesis']);
    expect(trace.body.children.every(({ call }: any) => call.companyId === 'acme')).toBe(true);
    expect(trace.body.totals).toMatchObject({ calls: 4, errors: 0 });
  });

  it('rates reviews in a job with a task id', async () => {
    const { body } = await example.post('/sentiment/run', {});
    const { body: page } = await eventually(
      () => example.admin(`calls?taskId=${encodeURIComponent(body.taskId)}&status=success`),
      (answer) => answer.body.items.length === 7,
    );
    expect(page.items).toHaveLength(7);
    expect(new Set(page.items.map(({ reviewId }: any) => reviewId)).size).toBe(7);
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

  it('finds its data again after a second start, and refuses a second process on them', async () => {
    const first = await Example.start({ EXAMPLE_DATA_DIR: directory });
    await expect(Example.start({ EXAMPLE_DATA_DIR: directory })).rejects.toThrow(
      /^The example runs already \(process \d+\)\. Stop it, .+\n$/,
    );
    const { body } = await first.post('/chat', { message: 'remember me' });
    await first.stop();
    const second = await Example.start({ EXAMPLE_DATA_DIR: directory });
    const trace = await second.admin(`traces/${body.traceId}`);
    await second.stop();
    expect(trace.body.call).toMatchObject({ prompt: 'remember me', status: 'success' });
  }, 300_000);
});
