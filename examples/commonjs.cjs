// For JavaScript without decorators: calls are recorded by the logger, and what SDKs send by `capture`.
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { LlmLoggerService, LlmLoggingModule } = require('nestjs-llm-logging');

class AppModule {}
Module({
  imports: [LlmLoggingModule.forRoot({ database: { url: process.env.DATABASE_URL }, capture: { fetch: true } })],
})(AppModule);

async function main() {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
  const logger = app.get(LlmLoggerService);
  const answer = await logger.logCall({ callType: 'chat', provider: 'own', model: 'echo', prompt: 'Hello' }, (call) => {
    call.update({ promptTokens: 1, completionTokens: 1 });
    return 'Hello to you';
  });
  await logger.flush();
  const { totalCalls } = await logger.getCostStats({ days: 1 });
  console.log(JSON.stringify({ answer, totalCalls }));
  await app.close();
}

void main();
