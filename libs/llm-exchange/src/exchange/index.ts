/** What a whole request and answer with a provider says. */
export { LlmAnswerReader } from './answer-reader.js';
export { type Batch, batchesIn } from './batches/batch.js';
export { type BatchResult, readBatchResult } from './batches/batch-result.js';
export { asksInBackground, type BackgroundAnswer } from './background.js';
export { type Fetched, fetchedAt } from './fetched-kind.js';
export { type CountTokens, estimatedUsage } from './estimated-usage.js';
export { joinExchange, type LlmExchange, type ParsedLlmExchange, parseLlmExchange } from './parse-llm-exchange.js';
export { type LlmRequestReading, readLlmRequest } from './request-reading.js';
export type { SocketTurn, SocketTurns } from '../reading/socket-turns.js';
export { turnsOfSocket } from './turns-of-socket.js';
export { JsonLines } from '../wire/json-lines.js';
