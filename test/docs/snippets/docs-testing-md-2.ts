import { llmCallMatchers } from 'nestjs-llm-logging/testing';

expect.extend(llmCallMatchers);

expect(probe).toHaveRecordedLlmCall({ callType: 'rag_synthesis', userId: 'u1', prompt: /capital of France/ });
expect(probe).toHaveRecordedLlmCalls(3);

export {};
