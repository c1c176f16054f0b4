import type { DataSource } from 'typeorm';
import { LlmLoggingError } from '../llm-logging.errors.js';
import { LlmDatabase } from '../storage/llm-database.js';

/** Stands where the log's database is: whoever asks it is told what to ask instead. */
export class NoDatabase extends LlmDatabase {
  constructor() {
    super({ database: { url: 'postgres://localhost/none' }, migrate: false });
  }

  override ready(): Promise<DataSource> {
    return Promise.reject(
      new LlmLoggingError(
        'LlmLoggingTestingModule has no database. Ask LlmCallsProbe what was recorded, or replace the service that was asked: `overrideProvider(LlmStatsService).useValue(…)`.',
      ),
    );
  }
}
