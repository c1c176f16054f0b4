import 'reflect-metadata';
import { writeSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmLoggerService, LlmLoggingHealth, LlmLoggingModule } from 'nestjs-llm-logging';
import { Load } from './load.mjs';

/** Where acknowledgements go: what was written there outlives the process. */
const ACKNOWLEDGEMENTS = 3;

/**
 * An application with the log, under load from its first moment on.
 * @param {{ options: object, load?: object, shutdownHooks?: boolean }} settings
 */
export async function startApplication({ options, load, shutdownHooks }) {
  let started;
  class AppModule {
    /** As a server takes no more requests from here on. */
    onModuleDestroy() {
      return started?.stop();
    }
  }
  Module({ imports: [LlmLoggingModule.forRoot(options)] })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['warn', 'error'] });
  if (shutdownHooks) app.enableShutdownHooks();
  const logger = app.get(LlmLoggerService);
  started = load && new Load(logger, acknowledge, load);
  started?.start();
  return { app, logger, health: app.get(LlmLoggingHealth), load: started };
}

export function acknowledge(what, key, id, status = '-') {
  writeSync(ACKNOWLEDGEMENTS, `${what} ${key} ${id} ${status} .\n`);
}
