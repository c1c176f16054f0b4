/** What a whole request and answer with a provider says. */
export { LlmAnswerReader } from './answer-reader.js';
export { type CountTokens, estimatedUsage } from './estimated-usage.js';
export { joinExchange, type LlmExchange, type ParsedLlmExchange, parseLlmExchange } from './parse-llm-exchange.js';
