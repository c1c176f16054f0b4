/** What a call of a language model says, costs and hides: pure functions that need neither a framework nor a database. */
export { parseLlmExchange, type LlmExchange, type ParsedLlmExchange } from './exchange/parse-llm-exchange.js';
export type { LlmExchangeError } from './reading/failure-reading.js';
export type { LlmToolCall } from './call/call-record.js';
export type { LlmUsageDetails } from './call/usage-details.js';
export {
  conversationOf,
  conversationOfCall,
  spokenParameters,
  type LlmMessage,
  type LlmMessageRole,
  type SpokenCall,
} from './conversation/conversation.js';
export type { LlmMessagePart } from './conversation/message-parts.js';
export { callsOfSpans } from './spans/calls-of-spans.js';
export type { LlmSpanCall } from './spans/span-call.js';
export { calculateLlmCost } from './pricing/llm-cost.js';
export type { PricedExchange, PricedUsage } from './pricing/priced-usage.js';
export { redact } from './privacy/redact.js';
