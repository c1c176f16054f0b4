import { Injectable } from '@nestjs/common';
import { LogLlmCall } from 'nestjs-llm-logging';
import { type ChatChunk, type ChatCompletion, LlmClient } from '../llm/llm-client.js';

const SYSTEM_PROMPT = 'You are the assistant of a shop owner. Answer in two sentences.';

@Injectable()
export class ChatService {
  constructor(private readonly llm: LlmClient) {}

  @LogLlmCall('chat', { systemPrompt: SYSTEM_PROMPT, prompt: ([message]) => message })
  reply(message: string): Promise<ChatCompletion> {
    return this.llm.chat(messages(message));
  }

  @LogLlmCall('chat', { systemPrompt: SYSTEM_PROMPT, prompt: ([message]) => message, tags: ['stream'] })
  stream(message: string): Promise<AsyncIterable<ChatChunk>> {
    return this.llm.stream(messages(message));
  }
}

function messages(message: string) {
  return [
    { role: 'system', content: SYSTEM_PROMPT },
    { role: 'user', content: message },
  ] as const;
}
