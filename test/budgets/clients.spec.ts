import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LlmBudgetExceededError, LlmBudgetService, LlmLoggerService } from 'nestjs-llm-logging';
import { setTimeout as sleep } from 'node:timers/promises';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { HTTP2_CLIENTS, HTTP_CLIENTS, type Send } from '../support/http-clients.js';
import { recordedAnswer, ReplayServer } from '../support/replay-server.js';

const PATH = '/v1/chat/completions';
const ANSWER = 'openai/chat-basic';
/** Of their model only one call fits. */
const GIVEN_UP = ['node:http', 'request of undici', 'node:http2'];
const givenUp = (client: string): string => `${client}, given up`;
const CLIENTS: (readonly [name: string, send: Send, isHttp2: boolean])[] = [
  ...Object.entries(HTTP_CLIENTS).map(([name, send]) => [name, send, false] as const),
  ...Object.entries(HTTP2_CLIENTS).map(([name, send]) => [name, send, true] as const),
];

/** Each client has a budget of its own: they ask for models of their names. */
describe('budgets that block what only `capture.auto` sees', () => {
  let servers: { h1: ReplayServer; h2: ReplayServer };
  let database: TestDatabase;
  let app: INestApplicationContext;
  let logger: LlmLoggerService;
  let budgets: LlmBudgetService;

  beforeAll(async () => {
    servers = { h1: await ReplayServer.start(), h2: await ReplayServer.start({ http2: true }) };
    database = await createTestDatabase();
    const hosts = { [servers.h1.host]: 'own', [servers.h2.host]: 'own' };
    app = await startContext({ imports: [logging(database, { capture: { auto: true, hosts } })] });
    logger = app.get(LlmLoggerService);
    budgets = app.get(LlmBudgetService);
    await budgets.define({
      ...{ name: 'models', limitUsd: 1, window: 'total', onLimit: 'block' },
      ...{ per: 'model', match: { provider: 'own' }, estimateUsd: 0.25 },
      limits: Object.fromEntries(GIVEN_UP.map((client) => [givenUp(client), 0.25])),
    });
  });
  beforeEach(async () => {
    await logger.flush();
    await database.query('TRUNCATE llm_calls');
  });
  afterAll(async () => {
    await app?.close();
    for (const server of Object.values(servers)) await server.close();
    await database?.drop();
  });

  const bodyOf = (model: string): object => ({ model, messages: [{ role: 'user', content: 'Hello?' }] });

  describe.each(CLIENTS)('%s', (name, send, isHttp2) => {
    const server = (): ReplayServer => (isHttp2 ? servers.h2 : servers.h1);
    const ask = (signal?: AbortSignal): Promise<string> => send(`${server().url}${PATH}`, bodyOf(name), signal);

    it('is sent once its budget lets it through, as it was', async () => {
      server().answers(ANSWER, ANSWER);
      // The first asks the database, the second what the first has reserved.
      for (let n = 0; n < 2; n += 1) expect(await ask()).toBe(recordedAnswer(ANSWER).pieces!.join(''));
      const { received } = server();
      expect(received.map(({ body }) => JSON.parse(body) as unknown)).toEqual([bodyOf(name), bodyOf(name)]);
      const [first, second] = received.map(({ headers }) => headers);
      expect(first).toEqual(second);
      expect(await storedCalls(app, database)).toMatchObject([
        { status: 'success', prompt: 'Hello?', request_model: name, prompt_tokens: 19 },
        { status: 'success', prompt: 'Hello?', request_model: name, prompt_tokens: 19 },
      ]);
    });

    it('is refused before anything of it is sent, by the error of its budget', async () => {
      server().answers(ANSWER);
      await logger.record({ provider: 'own', model: name, estimatedCost: 1 });
      await logger.flush();
      const refused = await ask().catch((error: unknown) => error);
      // node-fetch gives the message alone.
      if (name !== 'node-fetch') expect(causesOf(refused)).toContainEqual(expect.any(LlmBudgetExceededError));
      expect(String(causesOf(refused).at(-1))).toContain('budget');
      expect(server().received).toEqual([]);
      expect((await storedCalls(app, database)).slice(1)).toMatchObject([
        { status: 'error', error_type: 'budget_exceeded', prompt: 'Hello?', request_model: name, attempts: 1 },
      ]);
    });
  });

  it.each(GIVEN_UP)('%s, given up while its budget is asked, is not sent and reserves nothing', async (client) => {
    const [, send, isHttp2] = CLIENTS.find(([name]) => name === client)!;
    const server = isHttp2 ? servers.h2 : servers.h1;
    server.answers(ANSWER);
    const ask = (n: number, signal?: AbortSignal): Promise<string> =>
      send(`${server.url}${PATH}`, { ...bodyOf(givenUp(client)), n }, signal);
    const controller = new AbortController();
    const given = ask(1, controller.signal);
    controller.abort();
    await expect(given).rejects.toThrow();
    // Until the budget has answered the first, the second has no room.
    while ((await ask(2).catch(() => null)) === null) await sleep(20);
    expect(server.received).toMatchObject([{ body: expect.stringContaining('"n":2') }]);
    const rows = await storedCalls(app, database);
    expect([rows[0], rows.at(-1)]).toMatchObject([{ status: 'cancelled' }, { status: 'success' }]);
  });
});

function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
