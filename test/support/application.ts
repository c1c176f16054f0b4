import {
  type DynamicModule,
  type INestApplicationContext,
  Module,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmLoggingModule, LlmLoggerService, type LlmLoggingOptions } from 'nestjs-llm-logging';
import { onPglite, type TestDatabase } from './database.js';

export type Options = Omit<LlmLoggingOptions, 'database'> & { database?: LlmLoggingOptions['database'] };

/** The module on a test database. */
export function logging(database: TestDatabase, options: Options = {}): DynamicModule {
  return LlmLoggingModule.forRoot({ database: { url: database.url, poolSize: onPglite ? 1 : 4 }, ...options });
}

/** A module class of its own for each application. */
export function moduleOf(metadata: ModuleMetadata): Type {
  class AppModule {}
  Module(metadata)(AppModule);
  return AppModule;
}

export async function startContext(metadata: ModuleMetadata): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(moduleOf(metadata), { logger: false, abortOnError: false });
}

/** All rows, oldest first, once everything accepted is stored. */
export async function storedCalls(
  app: INestApplicationContext,
  database: TestDatabase,
): Promise<Record<string, any>[]> {
  await app.get(LlmLoggerService).flush();
  return database.query('SELECT * FROM llm_calls ORDER BY id');
}
