// Runs as a process of its own: node script.mjs <url> <what>
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmLoggerService, LlmLoggingModule, LogLlmCall } from 'nestjs-llm-logging';

const [url, what] = process.argv.slice(2);

class Model {
  async ask() {
    await Promise.resolve();
    throw new Error('nobody cares');
  }
}
const method = Object.getOwnPropertyDescriptor(Model.prototype, 'ask');
Object.defineProperty(Model.prototype, 'ask', LogLlmCall({ callType: 'chat' })(Model.prototype, 'ask', method));

class AppModule {}
Module({ imports: [LlmLoggingModule.forRoot({ database: { url, poolSize: 1 } })], providers: [Model] })(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, { logger: false });

const cases = {
  async 'unhandled rejection'() {
    let rejections = 0;
    process.on('unhandledRejection', () => (rejections += 1));
    void app.get(Model).ask();
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.stdout.write(`rejections: ${rejections}`);
  },
  async 'end without closing'() {
    await app.get(LlmLoggerService).record({ prompt: 'last words' });
  },
  async 'exit by SIGTERM'() {
    app.enableShutdownHooks();
    setInterval(() => {}, 1000);
    for (let n = 0; n < 500; n += 1) await app.get(LlmLoggerService).record({ prompt: `call ${n}` });
    process.kill(process.pid, 'SIGTERM');
  },
  async close() {
    for (let n = 0; n < 500; n += 1) await app.get(LlmLoggerService).record({ prompt: `call ${n}` });
    await app.close();
  },
};
await cases[what]();
