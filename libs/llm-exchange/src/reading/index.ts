/** Helpers that read JSON nobody vouches for. */
export type { LlmExchangeError } from './failure-reading.js';
export { amount, attempt, count, isObject, type Json, list, object, text } from './json-reading.js';
export { ownData } from './own-data.js';
export type { LlmResultReading } from './result-reading.js';
export { readServiceTier } from './service-tier.js';
