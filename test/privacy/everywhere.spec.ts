import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import { temporaryFolder } from '../faults/support/temporary.js';
import { startAdmin, type AdminApplication } from '../support/admin.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** Made here, so that no file looks as if it had a secret. */
const KEY = ['sk', 'proj', 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY'].join('-');
const PASSWORD = 'hunter2-aB3dE5';
const LEFT = /aB3dE5|hunter2/;

/** Refuses one kind of call, which is set aside. */
const REFUSE = `
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '23514'; END $$;
  CREATE TRIGGER refuse BEFORE INSERT ON llm_calls FOR EACH ROW WHEN (NEW.model = 'refused') EXECUTE FUNCTION refuse();`;

@Injectable()
class Bot {
  @LogLlmCall({ prompt: ([question]) => question, model: 'streamed' })
  async *answer(question: string): AsyncGenerator<string> {
    yield `${question.length}: `;
    yield KEY.slice(0, 20);
    yield KEY.slice(20);
    yield ` and password=${PASSWORD}`;
  }

  @LogLlmCall({ model: 'failed' })
  fail(): Promise<string> {
    return Promise.reject(new Error(`Incorrect API key provided: ${KEY}. postgres://bob:${PASSWORD}@db/shop`));
  }
}

const CALL = {
  prompt: `Use ${KEY}, or curl -u bob:${PASSWORD} https://a.example`,
  systemPrompt: `DB_PASSWORD=${PASSWORD}`,
  response: `{"password": "${PASSWORD}", "note": "token-${KEY}"}`,
  errorMessage: `Authorization: Bearer ${KEY}`,
  requestParameters: {
    headers: [['x-api-key', KEY]],
    password: PASSWORD,
    har: [{ name: 'Cookie', value: `sid=${KEY}` }],
  },
  toolCalls: [{ name: 'login', arguments: { user: 'bob', pass: PASSWORD, text: `<password>${PASSWORD}</password>` } }],
  metadata: { [KEY]: 1, deep: [{ api_key: KEY, list: [`--password ${PASSWORD}`] }] },
  tags: [KEY, 'fine'],
};

describe('a secret, wherever it is given', () => {
  let database: TestDatabase;
  let admin: AdminApplication;
  let logger: LlmLoggerService;
  let journals: ReturnType<typeof temporaryFolder>;

  beforeAll(async () => {
    database = await createTestDatabase();
    journals = temporaryFolder();
    const options = { admin: { public: true as const }, delivery: { journalDirectory: journals.path } };
    admin = await startAdmin('express', database, options, undefined, { providers: [Bot] });
    logger = admin.app.get(LlmLoggerService);
    await database.query(REFUSE);
  });
  afterAll(async () => {
    await admin?.app.close();
    journals?.remove();
    await database?.drop();
  });

  it('is in no journal', async () => {
    for (const model of ['stored', 'refused']) await logger.record({ ...CALL, model });
    const id = await logger.start({ ...CALL, model: 'separate' });
    await logger.complete(id, { response: CALL.response, metadata: CALL.metadata });
    const journal = filesIn(journals.path);
    expect(journal).toContain('[redacted:');
    expect(journal).not.toMatch(LEFT);
  });

  it('is in no table', async () => {
    const bot = admin.app.get(Bot);
    const chunks: string[] = [];
    for await (const chunk of bot.answer(`my password is ${PASSWORD}`)) chunks.push(chunk);
    expect(chunks.join('')).toContain(KEY);
    await expect(bot.fail()).rejects.toThrow(KEY);
    await logger.flush();
    const query = { search: KEY, metadata: JSON.stringify({ api_key: PASSWORD }), tags: KEY };
    await admin.http.get('/admin/llm/calls').query(query).expect(200);

    const tables = await contentOf(database);
    expect(tables.get('llm_calls')).toMatch(/streamed/);
    expect(tables.get('llm_calls')).toMatch(/failed/);
    expect(tables.get('llm_refused_calls')).toContain('[redacted:openai-key]');
    expect(tables.get('llm_audit_log')).toContain('[redacted:openai-key]');
    for (const content of tables.values()) expect(content).not.toMatch(LEFT);
  });
});

function filesIn(folder: string): string {
  return (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

/** Every row of every table, as text. */
async function contentOf(database: TestDatabase): Promise<Map<string, string>> {
  const tables = await database.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const content = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await database.query(`SELECT t::text AS row FROM "${name}" AS t`);
    content.set(name, rows.map(({ row }) => row as string).join('\n'));
  }
  return content;
}
