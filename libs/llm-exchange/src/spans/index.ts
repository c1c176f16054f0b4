/** Calls in the spans of other instrumentations. */
export { applyVerdict, callsOfSpans, nodeOf, parentCallOf, type ReadSpan, resourceSpansIn } from './calls-of-spans.js';
export { answerIn, messagesIn } from './messages.js';
export { readProviderAnswer, readProviderUsage } from './provider-answer.js';
export { isOwn } from './own-span.js';
export { modelParts, providerName } from './provider-name.js';
export { readSpan } from './read-span.js';
export { findSameCalls, type SpanNode, type Verdict } from './same-call.js';
export { spanCallId } from './span-call-id.js';
export type { LlmSpanCall } from './span-call.js';
export { spansIn } from './span.js';
