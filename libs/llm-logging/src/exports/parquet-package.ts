import { LlmLoggingError } from '../errors.js';

/**
 * `hyparquet-writer`, which only who exports Parquet needs.
 * @throws LlmLoggingError where it is missing
 */
export async function loadParquet(): Promise<typeof import('hyparquet-writer')> {
  try {
    return await import('hyparquet-writer');
  } catch (error) {
    throw new LlmLoggingError(
      `exports.formats: parquet needs the package hyparquet-writer: npm install hyparquet-writer. ${String(error)}`,
    );
  }
}
