import type { LlmCallRepository, LlmLoggerService } from 'nestjs-llm-logging';

export interface DashboardApplication {
  logger: LlmLoggerService;
  calls: LlmCallRepository;
  /** Of the dashboard, with its slash. */
  url: string;
  /** What a browser sends once it has asked for the password. */
  credentials: { username: string; password: string };
  stop(): Promise<void>;
}

export declare function startDashboard(databaseUrl: string): Promise<DashboardApplication>;
