/** Turns and parts of any request and answer. */
export {
  conversationOf,
  conversationOfCall,
  type LlmMessage,
  type LlmMessageRole,
  type SpokenCall,
  spokenParameters,
} from './conversation.js';
export type { LlmMessagePart } from './message-parts.js';
