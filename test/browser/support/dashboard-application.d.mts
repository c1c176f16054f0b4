import type { INestApplication } from '@nestjs/common';
import type { LlmLoggerService } from 'nestjs-llm-logging';

export interface DashboardApplication {
  app: INestApplication;
  logger: LlmLoggerService;
  /** Of the dashboard, with its slash. */
  url: string;
}

export declare function startDashboard(
  databaseUrl: string,
  options?: { end?: Date; callsPerDay?: number },
): Promise<DashboardApplication>;
