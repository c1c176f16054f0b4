// Exports all calls and reports how far its memory grew on the way: node exporting.mjs <url of the database> <keeps>
import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmCallRepository, LlmLoggingModule } from 'nestjs-llm-logging';

const LOOKED_AT_EVERY = 8 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const [url, keeps] = process.argv.slice(2);

class AppModule {}
Module({ imports: [LlmLoggingModule.forRoot({ database: { url, poolSize: 1 }, delivery: { durability: 'memory' } })] })(
  AppModule,
);
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
const kept = [];
let [bytes, calls, highest, lookAt] = [0, 0, 0, LOOKED_AT_EVERY];
const atFirst = usedBytes();
for await (const chunk of await app.get(LlmCallRepository).export({})) {
  bytes += chunk.length;
  for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) calls += 1;
  if (keeps === 'keeps') kept.push(chunk);
  if (bytes < lookAt) continue;
  lookAt += LOOKED_AT_EVERY;
  highest = Math.max(highest, usedBytes() - atFirst);
}
await app.close();
console.log(JSON.stringify({ calls, bytes, highest }));

function usedBytes() {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
