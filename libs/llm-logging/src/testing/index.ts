export { llmCallMatchers, type ExpectedLlmCall } from './llm-call-matchers.js';
export { LlmCallsProbe } from './llm-calls-probe.js';
export { LlmLoggingTestingModule, type LlmLoggingTestingOptions } from './llm-logging-testing.module.js';
