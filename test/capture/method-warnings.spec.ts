import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, type INestApplicationContext, Logger } from '@nestjs/common';
import { LogLlmCall } from 'nestjs-llm-logging';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { NestMessages } from '../support/nest-messages.js';

const failing = (): string => {
  throw new Error('no such member, sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ');
};

@Injectable()
class FaultyService {
  @LogLlmCall({ callType: 'Chat Now!' as string, model: 'gpt-4o' })
  wrongType() {
    return 'answer';
  }

  @LogLlmCall({ model: 'gpt-4o', prompt: failing, usage: () => failing() as never })
  failing() {
    return 'answer';
  }

  @LogLlmCall({ model: 'gpt-4o', redact: true, response: failing })
  withheld() {
    return 'answer';
  }

  @LogLlmCall('own.type', { model: 'gpt-4o', response: (answer) => answer.toUpperCase() })
  right() {
    return 'answer';
  }

  @LogLlmCall({ callType: 'chat' })
  unread() {
    return 'answer';
  }

  @LogLlmCall({ callType: 'chat' })
  pipeline() {
    return this.right();
  }

  @LogLlmCall({ kind: 'retrieval' })
  retrieval() {
    return ['found'];
  }

  @LogLlmCall({ callType: 'chat' })
  failed() {
    throw new Error('no answer');
  }

  @LogLlmCall({ callType: 'chat', usage: () => ({ promptTokens: 1 }) })
  counted() {
    return 'answer';
  }
}

describe('what is wrong with @LogLlmCall()', () => {
  const messages = new NestMessages();
  let database: TestDatabase;
  let app: INestApplicationContext;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startContext({ imports: [logging(database)], providers: [FaultyService] });
    app.useLogger(messages);
    const service = app.get(FaultyService);
    for (let call = 0; call < 3; call += 1) {
      service.wrongType();
      service.failing();
      service.withheld();
      service.right();
      service.unread();
      service.pipeline();
      service.retrieval();
      expect(() => service.failed()).toThrow('no answer');
      service.counted();
    }
  });

  afterAll(async () => {
    await app.close();
    Logger.overrideLogger(false);
    await database.drop();
  });

  const about = (method: string): string[] => messages.all.filter((line) => line.startsWith(`${method}: `));

  it('is warned of once, with class, method and remedy, and the calls are recorded', async () => {
    const rows = await storedCalls(app, database);
    expect(rows).toHaveLength(30);
    const [line, ...more] = about('FaultyService.wrongType');
    expect(more).toEqual([]);
    expect(line).toMatch(/callType: not 1 to 64 .*such as `chat`/);
    const right = rows.filter((row) => row['call_type'] === 'own.type');
    expect(right).toHaveLength(6);
    for (const row of right) expect(row).toMatchObject({ model: 'gpt-4o', response: 'ANSWER' });
    expect(about('FaultyService.right')).toEqual([]);
  });

  it('is warned of once where a call ends well without model and tokens, with what to do', () => {
    const [line, ...more] = about('FaultyService.unread');
    expect(more).toEqual([]);
    expect(line).toMatch(/without model and tokens.*capture: \{ auto: true \}.*`usage` selector.*kind: 'step'/);
    const others = ['pipeline', 'retrieval', 'failed', 'counted'].flatMap((method) => about(`FaultyService.${method}`));
    expect(others).toEqual([]);
  });

  it('is warned of for each selector that throws, without secrets', () => {
    const lines = about('FaultyService.failing');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/prompt: its selector failed: no such member.*Make the selector answer/);
    expect(lines[1]).toMatch(/usage: its selector failed/);
    expect(lines.join()).not.toContain('sk-proj-abc');
  });

  it('quotes nothing of a method whose texts are withheld', () => {
    const [line, ...more] = about('FaultyService.withheld');
    expect(more).toEqual([]);
    expect(line).toContain('response: its selector failed.');
    expect(line).not.toContain('no such member');
  });
});
