import type { LoggerService } from '@nestjs/common';

/** Nest's logger of a test: what was said is there to read. */
export class NestMessages implements LoggerService {
  readonly all: string[] = [];
  /** What is of no concern. */
  readonly infos: string[] = [];

  log(message: unknown): void {
    this.infos.push(String(message));
  }

  warn(message: unknown): void {
    this.all.push(String(message));
  }

  error(message: unknown): void {
    this.all.push(String(message));
  }
}
