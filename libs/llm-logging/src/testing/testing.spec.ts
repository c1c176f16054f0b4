import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  LlmCallRepository,
  LlmCallType,
  LlmContext,
  LlmLoggerService,
  LlmLoggingHealth,
  LlmStatsService,
  LogLlmCall,
} from '../index.js';
import { llmCallMatchers, LlmCallsProbe, LlmLoggingTestingModule } from './index.js';

const ANSWER = { choices: [{ message: { content: 'Hi!' } }], usage: { prompt_tokens: 1000, completion_tokens: 500 } };

@Injectable()
class ChatService {
  @LogLlmCall({ callType: LlmCallType.CHAT, provider: 'openai', model: 'gpt-4o', prompt: ([text]: [string]) => text })
  async reply(_text: string): Promise<typeof ANSWER> {
    return ANSWER;
  }

  @LlmContext(([userId]: [string]) => ({ userId, tags: ['nightly'] }))
  async job(_userId: string): Promise<void> {
    await this.reply('In a job');
  }

  @LogLlmCall({ callType: LlmCallType.CHAT })
  async *stream(): AsyncGenerator<string> {
    yield 'a';
    yield 'b';
  }

  @LogLlmCall({ callType: LlmCallType.CLASSIFICATION })
  async fails(): Promise<void> {
    throw new Error('The provider is away.');
  }
}

@Controller()
class HealthController {
  constructor(
    readonly health: LlmLoggingHealth,
    readonly stats: LlmStatsService,
    readonly calls: LlmCallRepository,
  ) {}

  @Get()
  status(): string {
    return this.health.report().status;
  }
}

describe('LlmLoggingTestingModule', () => {
  let module: TestingModule;
  let chat: ChatService;
  let probe: LlmCallsProbe;

  beforeEach(async () => {
    module = await Test.createTestingModule({
      imports: [LlmLoggingTestingModule.forTest()],
      controllers: [HealthController],
      providers: [ChatService],
    }).compile();
    chat = module.get(ChatService);
    probe = module.get(LlmCallsProbe);
  });

  afterEach(() => module.close());

  it('records annotated methods as the application would: read, priced, with their context', async () => {
    expect(await chat.reply('Hello')).toBe(ANSWER);
    await chat.job('ada');
    const [first, second] = await probe.waitFor(2);
    expect(first).toMatchObject({
      callType: 'chat',
      status: 'success',
      prompt: 'Hello',
      response: 'Hi!',
      promptTokens: 1000,
      completionTokens: 500,
      estimatedCost: 0.0075,
      userId: null,
      tags: [],
      errorMessage: null,
    });
    expect(first!.startedAt).toBeInstanceOf(Date);
    expect(second).toMatchObject({ userId: 'ada', tags: ['nightly'] });
  });

  it('records failures and what is recorded by hand, and one call however often it was reported', async () => {
    await expect(chat.fails()).rejects.toThrow('The provider is away.');
    const logger = module.get(LlmLoggerService);
    const id = await logger.start({ callType: 'extraction', prompt: 'Find' });
    expect(probe.calls().at(-1)).toMatchObject({ id, status: 'pending' });
    await logger.complete(id, { response: 'Found' });
    await logger.flush();
    expect(probe.calls()).toMatchObject([
      { callType: 'classification', status: 'error', errorMessage: 'The provider is away.' },
      { id, status: 'success', prompt: 'Find', response: 'Found' },
    ]);
  });

  it('waits until streams have ended', async () => {
    const stream = chat.stream();
    const waiting = probe.waitFor(1);
    for await (const _ of stream);
    expect(await waiting).toMatchObject([{ status: 'success', response: 'ab' }]);
  });

  it('says what there is when it waited in vain, and forgets on demand', async () => {
    await chat.reply('Hello');
    await expect(probe.waitFor(2, { timeoutMs: 10 })).rejects.toThrow(
      'Waited 10 ms for 2 LLM calls to end, and 1 did. Recorded:\n  1. chat success, provider "openai", model "gpt-4o"',
    );
    probe.clear();
    expect(probe.calls()).toEqual([]);
    await expect(probe.waitFor(1, { timeoutMs: 10 })).rejects.toThrow('is the method annotated with @LogLlmCall()');
  });

  it('has the services that the application injects; those that need a database say that there is none', async () => {
    const controller = module.get(HealthController);
    expect(controller.status()).toBe('up');
    await expect(controller.stats.getCostStats()).rejects.toThrow('LlmLoggingTestingModule has no database.');
    await expect(controller.calls.findById('01890000-0000-7000-8000-000000000000')).rejects.toThrow('LlmCallsProbe');
  });

  it('takes the options that say what a record holds, and refuses wrong ones', async () => {
    const other = await Test.createTestingModule({
      imports: [LlmLoggingTestingModule.forTest({ capture: { payloads: false } })],
      providers: [ChatService],
    }).compile();
    await other.get(ChatService).reply('Secret');
    expect(other.get(LlmCallsProbe).calls()).toMatchObject([{ prompt: null, response: null, promptTokens: 1000 }]);
    expect(probe.calls()).toEqual([]);
    const wrong = LlmLoggingTestingModule.forTest({ capture: { maxPayloadBytes: -1 } });
    await expect(Test.createTestingModule({ imports: [wrong] }).compile()).rejects.toThrow('capture.maxPayloadBytes');
  });

  it('gives the global fetch back', async () => {
    const before = globalThis.fetch;
    const observing = await Test.createTestingModule({
      imports: [LlmLoggingTestingModule.forTest({ capture: { fetch: true } })],
    }).compile();
    expect(globalThis.fetch).not.toBe(before);
    await observing.close();
    expect(globalThis.fetch).toBe(before);
  });
});

describe('llmCallMatchers', () => {
  let module: TestingModule;
  let probe: LlmCallsProbe;

  beforeEach(async () => {
    const imports = [LlmLoggingTestingModule.forTest()];
    module = await Test.createTestingModule({ imports, providers: [ChatService] }).compile();
    probe = module.get(LlmCallsProbe);
    await module.get(ChatService).reply('Hello');
    await module.get(ChatService).job('ada');
  });

  afterEach(() => module.close());

  it.each([
    [{}],
    [{ prompt: 'Hello' }],
    [{ prompt: /^In a/, userId: 'ada' }],
    [{ tags: ['nightly'], metadata: {} }],
    [{ estimatedCost: 0.0075, errorMessage: null }],
    [{ prompt: expect.stringContaining('job') }],
  ])('finds a call with %j', (expected) => {
    expect(llmCallMatchers.toHaveRecordedLlmCall.call({ equals: asymmetric }, probe, expected).pass).toBe(true);
  });

  it('says which call came nearest, and where it differs', () => {
    const { pass, message } = llmCallMatchers.toHaveRecordedLlmCall(probe, {
      userId: 'ada',
      prompt: /Hello/,
      callType: 'chat',
    });
    expect(pass).toBe(false);
    expect(message()).toBe(
      [
        'Expected to have recorded an LLM call with {"userId":"ada","prompt":"/Hello/","callType":"chat"}.',
        'Nearest is call 1:',
        '  userId: expected "ada", got null',
        'Recorded:',
        '  1. chat success, provider "openai", model "gpt-4o"',
        '  2. chat success, provider "openai", model "gpt-4o", userId "ada"',
      ].join('\n'),
    );
  });

  it('counts', () => {
    expect(llmCallMatchers.toHaveRecordedLlmCalls(probe, 2).pass).toBe(true);
    expect(llmCallMatchers.toHaveRecordedLlmCalls(probe, 3).message()).toMatch(
      /^Expected to have recorded 3 LLM calls, and there are 2\./,
    );
  });

  it('asks for the probe', () => {
    expect(() => llmCallMatchers.toHaveRecordedLlmCall(module, {})).toThrow('This matcher takes the LlmCallsProbe');
  });
});

/** As `this.equals` of Jest: knows `expect.stringContaining()` and its like. */
function asymmetric(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
