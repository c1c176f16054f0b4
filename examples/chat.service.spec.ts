import { expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { LogLlmCall } from 'nestjs-llm-logging';
import { LlmCallsProbe, LlmLoggingTestingModule } from 'nestjs-llm-logging/testing';

@Injectable()
class ChatService {
  @LogLlmCall('chat', { prompt: ([message]) => message, response: (answer) => answer })
  async reply(message: string) {
    return `You said: ${message}`;
  }
}

it('records what was asked and answered', async () => {
  const imports = [LlmLoggingTestingModule.forTest()];
  const module = await Test.createTestingModule({ imports, providers: [ChatService] }).compile();
  await module.get(ChatService).reply('Hello');
  expect(await module.get(LlmCallsProbe).waitFor(1)).toMatchObject([
    { callType: 'chat', prompt: 'Hello', response: 'You said: Hello', status: 'success' },
  ]);
  await module.close();
});
