import 'reflect-metadata';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmCallRepository, LlmLoggerService, LlmLoggingModule, LlmStatsService } from 'nestjs-llm-logging';
import { ChatService } from './chat.service.js';
import { adapter } from './adapter.js';

@Controller()
class ChatController {
  constructor(@Inject(ChatService) private readonly chat: ChatService) {}

  @Get()
  ask() {
    return this.chat.ask('hello');
  }
}

const database = { url: process.env['DATABASE_URL']!, poolSize: 1 };

@Module({
  imports: [LlmLoggingModule.forRoot({ database, admin: { public: true } })],
  controllers: [ChatController],
  providers: [ChatService],
})
class AppModule {}

async function main() {
  const app = await NestFactory.create(AppModule, adapter, { logger: ['warn', 'error'] });
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();
  await fetch(base);
  await app.get(LlmLoggerService).flush();
  const { items } = await app.get(LlmCallRepository).listByFilters({ search: 'HELLO' });
  const { totalCost } = await app.get(LlmStatsService).getCostStats();
  const page = await fetch(`${base}/admin/llm/`);
  const { version } = (await (await fetch(`${base}/admin/llm/capabilities`)).json()) as { version: string };
  const calls = items.map(({ prompt, response, estimatedCost }) => ({ prompt, response, estimatedCost }));
  console.log(JSON.stringify({ calls, totalCost, page: page.status, version }));
  await app.close();
}

void main();
