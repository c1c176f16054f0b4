import type { ModuleRef } from '@nestjs/core';

/** What NestJS knows of the whole application; its own class is not exported for reading. */
export interface ApplicationConfig {
  getGlobalPrefix(): string;
}

/** Undefined where NestJS keeps it elsewhere. */
export function applicationConfigOf(moduleRef: ModuleRef): ApplicationConfig | undefined {
  const { container } = moduleRef as unknown as { container?: { applicationConfig?: ApplicationConfig } };
  return container?.applicationConfig;
}
