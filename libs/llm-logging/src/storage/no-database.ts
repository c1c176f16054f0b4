import type { DataSource } from 'typeorm';
import { LlmLoggingError } from '../errors.js';
import { LlmDatabase } from './llm-database.js';

/** Stands where the log's database is: whoever asks it gets an error that names the remedy. */
export class NoDatabase extends LlmDatabase {
  override readonly isOff = true;

  constructor(private readonly remedy: string) {
    super({ database: { url: 'postgres://localhost/none' }, migrate: false });
  }

  override ready(): Promise<DataSource> {
    return Promise.reject(new LlmLoggingError(this.remedy));
  }
}
