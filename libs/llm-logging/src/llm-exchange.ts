/** What a call says, costs and hides: pure functions that need no Nest and no database. */
export { parseLlmExchange, type LlmExchange, type ParsedLlmExchange } from './exchange/parse-llm-exchange.js';
export type { LlmExchangeError } from './exchange/failure-reading.js';
export {
  conversationOf,
  conversationOfCall,
  spokenParameters,
  type LlmMessage,
  type LlmMessageRole,
  type SpokenCall,
} from './exchange/conversation/conversation.js';
export type { LlmMessagePart } from './exchange/conversation/message-parts.js';
export { callsOfSpans } from './exchange/spans/calls-of-spans.js';
export type { LlmSpanCall } from './exchange/spans/span-call.js';
export { calculateLlmCost } from './pricing/llm-cost.js';
export { redact } from './privacy/redact.js';
