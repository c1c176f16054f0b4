export { LlmCallType, type CallTypeName } from './call/call-type.js';
export { LlmCallStatus } from './call/call-status.js';
