import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import { LlmCallsProbe, LlmLoggingTestingModule, llmCallMatchers } from 'nestjs-llm-logging/testing';
import { ChatService } from './chat.service.js';

describe('ChatService', () => {
  it('is a call of the LLM log', async () => {
    const imports = [LlmLoggingTestingModule.forTest()];
    const module = await Test.createTestingModule({ imports, providers: [ChatService] }).compile();
    await module.get(ChatService).ask('hello');
    const probe = module.get(LlmCallsProbe);
    expect(await probe.waitFor(1)).toMatchObject([{ callType: 'chat', prompt: 'hello', response: 'HELLO' }]);
    const { pass } = llmCallMatchers.toHaveRecordedLlmCall(probe, { model: 'gpt-4o', estimatedCost: 0.0025 });
    expect(pass).toBe(true);
    await module.close();
  });
});
