import type { CliHost } from '../command.js';

/** Waits for whoever reads, so that no more than this is in memory. */
export function written(text: string, { stdout }: CliHost): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
