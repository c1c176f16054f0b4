import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DynamicModule, Injectable, type INestApplication, Logger } from '@nestjs/common';
import {
  LlmCallRepository,
  LlmCleanupService,
  LlmContextService,
  LlmLoggerService,
  LlmLoggingHealth,
  LlmLoggingModule,
  LlmStatsService,
  LogLlmCall,
} from 'nestjs-llm-logging';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { moduleOf } from '../support/application.js';
import { type ListeningApplication, listen, PLATFORMS } from '../support/http-application.js';
import { NestMessages } from '../support/nest-messages.js';

@Injectable()
class ChatService {
  readonly answer = Promise.resolve('an answer');

  @LogLlmCall({ callType: 'chat', prompt: ([message]: [string]) => message })
  reply(_message: string): Promise<string> {
    return this.answer;
  }
}

const fetchBefore = globalThis.fetch;
const OFF = { enabled: false, database: { url: undefined as never }, capture: { fetch: true, auto: true } };
const byOptions = (): DynamicModule => LlmLoggingModule.forRoot({ ...OFF, admin: { public: true } });
const byFactory = (): DynamicModule =>
  LlmLoggingModule.forRootAsync({ useFactory: () => OFF, admin: { public: true } });

describe.each([
  ['options', byOptions],
  ['a factory', byFactory],
])('a log that is switched off by %s', (_name, logging) => {
  let messages: NestMessages;
  let started: ListeningApplication;
  let app: INestApplication;

  beforeEach(async () => {
    messages = new NestMessages();
    started = await listen('express', moduleOf({ imports: [logging()], providers: [ChatService] }), (application) => {
      application.useLogger(messages);
    });
    app = started.app;
  });

  afterEach(async () => {
    await app.close();
    Logger.overrideLogger(false);
  });

  it('runs methods plainly', async () => {
    const chat = app.get(ChatService);
    expect(chat.reply('hello')).toBe(chat.answer);
    expect(globalThis.fetch).toBe(fetchBefore);
  });

  it('has services that do no harm', async () => {
    const logger = app.get(LlmLoggerService);
    const id = await logger.start({ callType: 'chat' });
    await logger.complete(id, { response: 'x' });
    expect(await logger.logCall({ callType: 'chat' }, ({ id: call }) => call.length)).toBe(36);
    expect(await logger.record({ callType: 'chat' })).toHaveLength(36);
    await logger.flush();
    expect(app.get(LlmContextService).run({ userId: 'u' }, () => 1)).toBe(1);
    expect(app.get(LlmLoggingHealth).report()).toMatchObject({ status: 'up', acceptedRecords: 0, journal: null });
  });

  it('says so to who reads or removes', async () => {
    const problem = /switched off by its option `enabled: false`/;
    await expect(app.get(LlmStatsService).getCostStats()).rejects.toThrow(problem);
    await expect(app.get(LlmCallRepository).listByFilters({})).rejects.toThrow(problem);
    await expect(app.get(LlmCallRepository).eraseUser('u')).rejects.toThrow(problem);
    await expect(app.get(LlmCleanupService).run({ daysOld: 1 })).rejects.toThrow(problem);
  });

  it('says it once at start, and opens no journal', () => {
    expect(messages.infos.filter((line) => /switched off/.test(line))).toHaveLength(1);
    expect(messages.all).toEqual([]);
    expect(readdirSync(tmpdir()).filter((name) => name.includes('llm-logging'))).toEqual([]);
  });
});

describe.each(PLATFORMS)('admin routes of a log that is switched off, on %s', (platform) => {
  it.each([
    ['options', byOptions, 404],
    ['a factory', byFactory, 503],
  ])('%s: no route answers', async (_name, logging, status) => {
    const { app, url } = await listen(platform, moduleOf({ imports: [logging()] }));
    try {
      for (const path of ['calls', 'stats/cost', 'capabilities', '']) {
        const answer = await fetch(`${url}/admin/llm/${path}`);
        expect([path, answer.status]).toEqual([path, status]);
        if (status === 503)
          expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(/switched off/) });
      }
    } finally {
      await app.close();
    }
  });
});

it('wrong options are errors all the same', async () => {
  const wrong = LlmLoggingModule.forRoot({ ...OFF, pendingTimeoutMs: -1 });
  await expect(listen('express', moduleOf({ imports: [wrong] }))).rejects.toThrow(/pendingTimeoutMs/);
  const text = LlmLoggingModule.forRoot({ ...OFF, enabled: 'no' as never });
  await expect(listen('express', moduleOf({ imports: [text] }))).rejects.toThrow(/enabled: must be true or false/);
});
