import { Injectable } from '@nestjs/common';
import { LlmLoggingHealth, type LlmLoggingHealthReport } from './llm-logging-health.js';

/** As `@nestjs/terminus` takes it. */
export type LlmLoggingIndication<Key extends string> = Record<
  Key,
  Omit<LlmLoggingHealthReport, 'status'> & { status: 'up' | 'down'; isDegraded: boolean }
>;

/**
 * For the checks of `@nestjs/terminus`: `health.check([() => indicator.isHealthy('llm-logging')])`. The application works without its log,
 * so only lost calls are `down`, which belongs to a report rather than to a readiness probe.
 */
@Injectable()
export class LlmLoggingHealthIndicator {
  constructor(private readonly health: LlmLoggingHealth) {}

  /** The report under a key, with a status that terminus knows. */
  isHealthy<Key extends string>(key: Key): LlmLoggingIndication<Key> {
    const report = this.health.report();
    const status = report.status === 'down' ? 'down' : 'up';
    const indication = { ...report, status, isDegraded: report.status !== 'up' } as const;
    return { [key]: indication } as LlmLoggingIndication<Key>;
  }
}
