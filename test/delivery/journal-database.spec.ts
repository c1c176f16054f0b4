import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, renameSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LlmLoggerService, LlmLoggingHealth, LlmLoggingModule, type LlmLoggingOptions } from 'nestjs-llm-logging';
import { createTestDatabase, onPglite, type TestDatabase } from '../support/database.js';
import { startContext } from '../support/application.js';

type Started = Pick<LlmLoggingOptions, 'database' | 'migrate' | 'delivery'>;

/** A copy of a database has its id; this one has its own. */
async function newDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  await database.query('UPDATE llm_database SET id = gen_random_uuid()');
  return database;
}

/** Two databases, each with an id of its own, and one directory for both. */
describe('the journal of one database', () => {
  let [ours, others]: TestDatabase[] = [];
  let directory: string;
  let open: INestApplicationContext[];
  let warnings: string[];

  beforeEach(async () => {
    [ours, others] = [await newDatabase(), await newDatabase()];
    directory = mkdtempSync(join(tmpdir(), 'journal-'));
    [open, warnings] = [[], []];
  });
  afterEach(async () => {
    Logger.overrideLogger(false);
    for (const app of open) await app.close();
    rmSync(directory, { recursive: true, force: true });
    await ours!.drop();
    await others!.drop();
  });

  async function start(options: Started, ...imports: object[]): Promise<INestApplicationContext> {
    const delivery = { journalDirectory: directory, shutdownTimeoutMs: 60_000, ...options.delivery };
    const app = await startContext({
      imports: [...(imports as []), LlmLoggingModule.forRoot({ ...options, delivery })],
    });
    Logger.overrideLogger({
      log: () => undefined,
      error: () => undefined,
      warn: (text: string) => void warnings.push(text),
    });
    open.push(app);
    return app;
  }
  const at = ({ url }: TestDatabase, schema?: string): Started => ({ database: { url, ...(schema && { schema }) } });
  /** Not to be reached this way, as it has no TLS. */
  const away = ({ url }: TestDatabase): Started => ({
    database: { url, ssl: true },
    delivery: { shutdownTimeoutMs: 200 },
  });
  const shared = ({ url }: TestDatabase) => TypeOrmModule.forRoot({ type: 'postgres', url, retryAttempts: 0 });
  const DEFAULT: Started = { database: { dataSource: 'default' } };

  /** What the application would leave that is killed before its call is stored. */
  async function leave(app: INestApplicationContext, database: TestDatabase, schema = 'public'): Promise<void> {
    await app.get(LlmLoggerService).start({ prompt: 'left' });
    const copy = mkdtempSync(join(tmpdir(), 'journal-'));
    cpSync(app.get(LlmLoggingHealth).report().journal!.directory, copy, { recursive: true });
    await end(app);
    await database.query(`DELETE FROM ${schema}.llm_calls`);
    rmSync(join(copy, 'lock'));
    renameSync(copy, join(directory, randomBytes(6).toString('hex')));
  }
  async function end(app: INestApplicationContext): Promise<void> {
    open = open.filter((each) => each !== app);
    await app.close();
  }
  async function prompts(app: INestApplicationContext, database: TestDatabase, schema = 'public'): Promise<string[]> {
    await app.get(LlmLoggerService).flush();
    return (await database.query(`SELECT prompt FROM ${schema}.llm_calls`)).map(({ prompt }) => prompt);
  }
  const foreign = (app: INestApplicationContext) => app.get(LlmLoggingHealth).report().journal!.foreignSegments;
  const heads = () =>
    (readdirSync(directory, { recursive: true, encoding: 'utf8' }) as string[])
      .filter((name) => name.endsWith('.journal'))
      .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8').split('\n')[0]!.slice(9)));

  it('is named in each segment, by an id that stands in the database', async () => {
    const app = await start(at(ours!));
    await app.get(LlmLoggerService).start({ prompt: 'waits' });
    const [{ id }] = (await ours!.query('SELECT id FROM llm_database')) as [{ id: string }];
    expect(heads()).toEqual([{ database: id, place: expect.any(String) }]);
    await end(app);
    const again = await start({ ...at(ours!), migrate: false });
    await again.get(LlmLoggerService).start({ prompt: 'waits' });
    expect(heads()).toMatchObject([{ database: id }]);
  });

  it('is left alone by applications on another, and reported, and stored by the next on its own', async () => {
    await leave(await start(at(ours!)), ours!);
    const other = await start(at(others!));
    expect(await prompts(other, others!)).toEqual([]);
    expect(foreign(other)).toBe(1);
    await end(other);
    const own = await start(at(ours!));
    expect(await prompts(own, ours!)).toEqual(['left']);
    expect(foreign(own)).toBe(0);
  });

  it('is distinguished by the schema', async () => {
    const first = await start(at(ours!, 'first'));
    await leave(first, ours!, 'first');
    const second = await start(at(ours!, 'second'));
    expect(await prompts(second, ours!, 'second')).toEqual([]);
    expect(foreign(second)).toBe(1);
    expect(await prompts(await start(at(ours!, 'first')), ours!, 'first')).toEqual(['left']);
  });

  (onPglite ? it.skip : it)(
    'is distinguished where both are the DataSource `default` of their application',
    async () => {
      await leave(await start(DEFAULT, shared(ours!)), ours!);
      const other = await start(DEFAULT, shared(others!));
      expect(await prompts(other, others!)).toEqual([]);
      expect(foreign(other)).toBe(1);
      expect(await prompts(await start(DEFAULT, shared(ours!)), ours!)).toEqual(['left']);
    },
  );

  it('is known by its place while it was never reached', async () => {
    const before = await start(away(ours!));
    await before.get(LlmLoggerService).record({ prompt: 'left' });
    expect(heads()).toEqual([{ database: null, place: expect.any(String) }]);
    await end(before);
    const other = await start(at(others!));
    expect(await prompts(other, others!)).toEqual([]);
    expect(foreign(other)).toBe(1);
    expect(await prompts(await start(at(ours!)), ours!)).toEqual(['left']);
  });

  it('is the same with a copy of the database, wherever that is', async () => {
    await leave(await start(at(ours!)), ours!);
    const [{ id }] = (await ours!.query('SELECT id FROM llm_database')) as [{ id: string }];
    await end(await start(at(others!)));
    await others!.query('UPDATE llm_database SET id = $1', [id]);
    expect(await prompts(await start(at(others!)), others!)).toEqual(['left']);
  });

  it('is no segment that has nothing but its head', async () => {
    const first = await start(at(ours!));
    const { directory: folder } = first.get(LlmLoggingHealth).report().journal!;
    await first.get(LlmLoggerService).start({ prompt: 'left' });
    const file = readdirSync(folder).find((name) => name.endsWith('.journal'))!;
    const headLines = readFileSync(join(folder, file), 'utf8').split('\n').slice(0, 2);
    await leave(first, ours!);
    const [left] = readdirSync(directory);
    writeFileSync(join(directory, left!, '00009999.journal'), `${headLines.join('\n')}\n`);
    const other = await start(at(others!));
    expect(foreign(other)).toBe(1);
    await end(other);
    writeFileSync(join(directory, left!, file), '');
    await start(at(others!));
    expect(readdirSync(directory)).not.toContain(left);
  });

  it('is not what does not say whose it is', async () => {
    await leave(await start(at(ours!)), ours!);
    const [name] = (readdirSync(directory, { recursive: true, encoding: 'utf8' }) as string[]).filter((each) =>
      each.endsWith('.journal'),
    );
    const [, , ...lines] = readFileSync(join(directory, name!), 'utf8').split('\n');
    writeFileSync(join(directory, name!), lines.join('\n'));
    const app = await start(at(ours!));
    expect(await prompts(app, ours!)).toEqual([]);
    expect(foreign(app)).toBe(1);
  });

  it('is said to be taken over, rather than removed, where its process only seemed dead', async () => {
    const sleeper = await start({ ...at(ours!), delivery: { flushIntervalMs: 60_000 } });
    const lost = sleeper.get(LlmLoggingHealth).report().journal!.directory;
    await sleeper.get(LlmLoggerService).record({ prompt: 'left' });
    const longAgo = new Date(Date.now() - 120_000);
    const fallSilent = (): void => utimesSync(join(lost, 'lock'), longAgo, longAgo);
    fallSilent();
    const next = await start(at(ours!));
    // On a busy machine its heart may beat once more before the next one looks, which it does every 5 s.
    while (readdirSync(directory).includes(lost.slice(-12))) {
      try {
        fallSilent();
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOENT' });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await prompts(next, ours!)).toEqual(['left']);
    while (warnings.length === 0) {
      await sleeper.get(LlmLoggerService).record({ prompt: randomBytes(4).toString('hex') });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(warnings.join('\n')).toMatch(/Another process has taken over the journal of this one/);
    expect(warnings.join('\n')).not.toMatch(/removed/);
    expect((await prompts(sleeper, ours!)).filter((prompt) => prompt === 'left')).toHaveLength(1);
  });
});
