import type { ExpectedLlmCall } from 'nestjs-llm-logging/testing';

declare global {
  namespace jest {
    interface Matchers<R> {
      toHaveRecordedLlmCall(expected?: ExpectedLlmCall): R;
      toHaveRecordedLlmCalls(count: number): R;
    }
  }
}

export {};
