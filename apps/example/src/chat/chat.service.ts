import { Injectable } from '@nestjs/common';
import { LlmCallType, LogLlmCall } from 'nestjs-llm-logging';
import { type ChatChunk, type ChatCompletion, LlmClient } from '../llm/llm-client.js';

const SYSTEM_PROMPT = 'You are the assistant of a shop owner. Answer in two sentences.';

const chat = {
  callType: LlmCallType.CHAT,
  provider: 'openai',
  systemPrompt: SYSTEM_PROMPT,
  prompt: ([message]: [string]) => message,
};

@Injectable()
export class ChatService {
  constructor(private readonly llm: LlmClient) {}

  @LogLlmCall(chat)
  reply(message: string): Promise<ChatCompletion> {
    return this.llm.chat(messages(message));
  }

  @LogLlmCall({ ...chat, tags: ['stream'] })
  stream(message: string): AsyncGenerator<ChatChunk> {
    return this.llm.stream(messages(message));
  }
}

function messages(message: string) {
  return [
    { role: 'system', content: SYSTEM_PROMPT },
    { role: 'user', content: message },
  ] as const;
}
