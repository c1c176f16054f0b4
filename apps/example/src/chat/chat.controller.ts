import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { LlmContextService } from 'nestjs-llm-logging';
import { answerOf } from '../llm/llm-client.js';
import { ChatService } from './chat.service.js';

class ChatRequest {
  @IsString()
  @IsNotEmpty()
  @MaxLength(10_000)
  message!: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  sessionId?: string;
}

@Controller('chat')
export class ChatController {
  constructor(
    private readonly chat: ChatService,
    private readonly contexts: LlmContextService,
  ) {}

  @Post()
  @HttpCode(200)
  reply(@Body() { message, sessionId }: ChatRequest): Promise<{ answer: string; traceId: string }> {
    return this.contexts.run({ sessionId }, async () => ({
      answer: answerOf(await this.chat.reply(message)),
      traceId: this.contexts.current()!.traceId,
    }));
  }

  /** The answer as it comes, as server-sent events. */
  @Post('stream')
  @HttpCode(200)
  stream(@Body() { message, sessionId }: ChatRequest): StreamableFile {
    const chunks = this.contexts.run({ sessionId }, () => this.chat.stream(message));
    return new StreamableFile(Readable.from(eventsOf(chunks)), { type: 'text/event-stream' });
  }
}

async function* eventsOf(chunks: ReturnType<ChatService['stream']>): AsyncGenerator<string> {
  for await (const { choices } of await chunks) {
    const piece = choices[0]?.delta.content;
    if (piece) yield `data: ${JSON.stringify(piece)}\n\n`;
  }
  yield 'data: [DONE]\n\n';
}
