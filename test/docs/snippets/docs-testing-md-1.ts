import { Test } from '@nestjs/testing';
import { LlmCallsProbe, LlmLoggingTestingModule } from 'nestjs-llm-logging/testing';

const module = await Test.createTestingModule({
  imports: [LlmLoggingTestingModule.forTest()],
  providers: [ChatService],
}).compile();

await module.get(ChatService).reply('Hello');

const probe = module.get(LlmCallsProbe);
expect(await probe.waitFor(1)).toMatchObject([{ callType: 'chat', prompt: 'Hello', status: 'success' }]);

export {};
