import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import { readFileSync, writeFileSync } from 'node:fs';
import { isObservable, lastValueFrom, type Observable } from 'rxjs';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { PROCESS_SDKS, type ProcessSdk } from '../support/process-sdks.js';
import { ReplayServer } from '../support/replay-server.js';

type Result<T> = Promise<T> | Observable<T>;

@Injectable()
class AskingService {
  @LogLlmCall({ callType: 'chat' })
  run(call: () => unknown): unknown {
    return call();
  }
}

let servers: Map<ProcessSdk, ReplayServer>;
let database: TestDatabase;
let app: INestApplicationContext;

beforeAll(async () => {
  servers = new Map();
  for (const sdk of PROCESS_SDKS) servers.set(sdk, await ReplayServer.start({ http2: sdk.over === 'node:http2' }));
  const hosts = Object.fromEntries([...servers].map(([{ provider }, { host }]) => [host, provider]));
  database = await createTestDatabase();
  app = await startContext({
    imports: [logging(database, { capture: { auto: true, hosts } })],
    providers: [AskingService],
  });
});
beforeEach(async () => {
  await app.get(LlmLoggerService).flush();
  await database.query('TRUNCATE llm_calls');
});
afterAll(async () => {
  await app?.close();
  for (const server of servers.values()) await server.close();
  await database?.drop();
});

/** Rows with their cost as a number. */
async function stored(): Promise<Record<string, any>[]> {
  const rows = await storedCalls(app, database);
  return rows.map((row) => ({ ...row, estimated_cost: row['estimated_cost'] && Number(row['estimated_cost']) }));
}

async function got<T>(result: Result<T>): Promise<T> {
  return isObservable(result) ? lastValueFrom(result) : result;
}

async function drained(stream: AsyncIterable<unknown>): Promise<number> {
  let chunks = 0;
  for await (const _ of stream) chunks += 1;
  return chunks;
}

/** The same result, of a method that is annotated. */
function annotated<T>(call: () => Result<T>): Result<T> {
  return app.get(AskingService).run(call) as Result<T>;
}

const SEEN = new Map<string, string[]>(PROCESS_SDKS.map(({ name }) => [name, []]));

describe.each(PROCESS_SDKS)('$name', (sdk) => {
  const { name, answers, ask, stream, rows, errorCode } = sdk;
  const via = sdk.over === 'fetch' ? 'fetch' : 'client';
  const [answer, streamed, failure] = answers;
  const server = (): ReplayServer => servers.get(sdk)!;
  const expected = (n: 0 | 1): object => expect.objectContaining({ ...rows[n], status: 'success', attempts: 1 });

  it('is one row for each call that nobody has annotated', async () => {
    server().answers(answer, streamed);
    expect(await got(ask(server().url))).toBeDefined();
    const chunks = await drained(await got(stream(server().url)));
    expect(chunks).toBeGreaterThan(0);
    const calls = await stored();
    expect(calls).toEqual([expected(0), expected(1)]);
    for (const row of calls)
      expect(row).toMatchObject({ provider: sdk.provider, call_type: 'other', prompt: 'Hello?', via });
    expect(calls[1]!['time_to_first_token_ms']).toEqual(expect.any(Number));
    expect(JSON.stringify(calls)).not.toContain('secret');
    SEEN.get(name)!.push('answers', 'streams');
  });

  it('is one row under a decorator, too', async () => {
    server().answers(answer, streamed);
    expect(await got(annotated(() => ask(server().url)))).toBeDefined();
    await drained(await got(annotated(() => stream(server().url))));
    const calls = await stored();
    expect(calls).toEqual([expected(0), expected(1)]);
    for (const row of calls) expect(row).toMatchObject({ provider: sdk.provider, call_type: 'chat', prompt: 'Hello?' });
    SEEN.get(name)!.push('under a decorator');
  });

  it('is one row where it fails, and its error is its own', async () => {
    server().answers(failure, failure);
    await expect(got(ask(server().url))).rejects.toThrow();
    await expect(got(annotated(() => ask(server().url)))).rejects.toThrow();
    const calls = await stored();
    expect(calls).toMatchObject([
      { status: 'error', error_code: errorCode, provider: sdk.provider, call_type: 'other', attempts: 1 },
      { status: 'error', error_code: errorCode, provider: sdk.provider, call_type: 'chat', attempts: 1 },
    ]);
    SEEN.get(name)!.push('failures');
  });
});

it('are listed in docs/providers.md as they were seen (UPDATE_DOCS=1 writes it)', () => {
  const file = new URL('../../docs/providers.md', import.meta.url);
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split('<!-- sdks -->\n') as [string, string];
  const [written, after] = rest.split('<!-- end of sdks -->\n') as [string, string];
  const seen = `\n${sdksTable()}\n`;
  if (process.env['UPDATE_DOCS']) writeFileSync(file, `${before}<!-- sdks -->\n${seen}<!-- end of sdks -->\n${after}`);
  const words = (text: string): string => text.replace(/[\s-]+/g, ' ');
  expect(words(written)).toBe(words(seen));
});

function sdksTable(): string {
  const columns = ['answers', 'streams', 'failures', 'under a decorator'];
  const rows = PROCESS_SDKS.map(({ name, over }) => [
    `\`${name}\``,
    `\`${over}\``,
    ...columns.map((column) => (SEEN.get(name)!.includes(column) ? 'x' : '')),
  ]);
  const head = ['SDK', 'over', ...columns];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
