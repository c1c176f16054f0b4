import type { ExpectedLlmCall } from 'nestjs-llm-logging/testing';

declare module 'vitest' {
  interface Matchers<T = any> {
    toHaveRecordedLlmCall(expected?: ExpectedLlmCall): T;
    toHaveRecordedLlmCalls(count: number): T;
  }
}

export {};
