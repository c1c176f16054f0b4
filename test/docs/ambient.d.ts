/** What examples of the documentation take for granted: a service of the reader's own. */
declare const probe: import('nestjs-llm-logging/testing').LlmCallsProbe;
declare const expect: typeof import('@jest/globals').expect;
declare class ChatService {
  reply(message: string): Promise<string>;
}
