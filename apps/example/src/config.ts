import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { StartError } from './start-error.js';

/** What the environment says, with the defaults of a laptop. */
export interface ExampleConfig {
  readonly port: number;
  /** A PostgreSQL of yours; absent: one inside the process. */
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
  readonly adminToken: string;
  /** A provider that speaks OpenAI's language; absent: recorded answers are replayed. */
  readonly provider: { readonly apiKey: string; readonly baseUrl: string } | undefined;
  readonly model: string;
}

export function readConfig(env: NodeJS.ProcessEnv): ExampleConfig {
  const port = Number(env['PORT'] ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartError(`PORT must be a number from 0 to 65535, not "${env['PORT']}".`);
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = env;
  return {
    port,
    databaseUrl: env['DATABASE_URL'] || undefined,
    dataDirectory: env['EXAMPLE_DATA_DIR'] || fileURLToPath(new URL('../.data', import.meta.url)),
    adminToken: env['ADMIN_TOKEN'] || randomBytes(12).toString('hex'),
    provider: apiKey || baseUrl ? { apiKey: apiKey ?? '', baseUrl: baseUrl || 'https://api.openai.com/v1' } : undefined,
    model: env['OPENAI_MODEL'] || 'gpt-4o-mini',
  };
}
