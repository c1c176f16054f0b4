import type { ModuleRef } from '@nestjs/core';

/** A guard, interceptor or pipe. */
export type Enhancer = Record<string, unknown>;

/** NestJS's wrapper of a request-scoped one. */
export interface ScopedEnhancer {
  getInstanceByContextId(contextId: unknown, inquirerId?: unknown): { instance?: Enhancer } | undefined;
}

/** What NestJS knows of the whole application, as far as it is used here. Its class is not exported. */
export interface ApplicationConfig {
  getGlobalPrefix(): string;
  getGlobalGuards?(): Enhancer[];
  getGlobalRequestGuards?(): ScopedEnhancer[];
  getGlobalInterceptors?(): Enhancer[];
  getGlobalRequestInterceptors?(): ScopedEnhancer[];
  getGlobalPipes?(): Enhancer[];
  getGlobalRequestPipes?(): ScopedEnhancer[];
}

/** Undefined where NestJS keeps it elsewhere. */
export function applicationConfigOf(moduleRef: ModuleRef): ApplicationConfig | undefined {
  const { container } = moduleRef as unknown as { container?: { applicationConfig?: ApplicationConfig } };
  return container?.applicationConfig;
}
