import { Injectable } from '@nestjs/common';
import { LlmCallType, LogLlmCall } from 'nestjs-llm-logging';

@Injectable()
export class ChatService {
  @LogLlmCall({ callType: LlmCallType.CHAT, provider: 'openai', model: 'gpt-4o', prompt: ([text]: [string]) => text })
  async ask(text: string) {
    const usage = { prompt_tokens: 1000, completion_tokens: 0 };
    return { choices: [{ message: { content: text.toUpperCase() } }], usage };
  }
}
