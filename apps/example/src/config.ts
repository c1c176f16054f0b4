import { fileURLToPath } from 'node:url';
import { keptToken } from './access/kept-token.js';
import { StartError } from './start-error.js';

/** What the environment says, with the defaults of a laptop. */
export interface ExampleConfig {
  readonly port: number;
  /** A PostgreSQL of yours; absent: one inside the process. */
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
  /** How long a history a log without calls is given, in days; 0 for none. */
  readonly historyDays: number;
  readonly adminToken: string;
  /** A provider that speaks OpenAI's language; absent: a stand-in on this machine answers. */
  readonly provider: { readonly apiKey: string; readonly baseUrl: string } | undefined;
  readonly model: string;
}

export function readConfig(env: NodeJS.ProcessEnv): ExampleConfig {
  const port = Number(env['PORT'] ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartError(`PORT must be a number from 0 to 65535, not "${env['PORT']}".`);
  const dataDirectory = env['EXAMPLE_DATA_DIR'] || fileURLToPath(new URL('../.data', import.meta.url));
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = env;
  return {
    port,
    databaseUrl: env['DATABASE_URL'] || undefined,
    dataDirectory,
    historyDays: historyDays(env['EXAMPLE_HISTORY_DAYS']),
    adminToken: env['ADMIN_TOKEN'] || keptToken(dataDirectory),
    provider: apiKey || baseUrl ? { apiKey: apiKey ?? '', baseUrl: baseUrl || 'https://api.openai.com/v1' } : undefined,
    model: env['OPENAI_MODEL'] || 'gpt-4o-mini',
  };
}

function historyDays(days = '30'): number {
  const number = Number(days);
  if (Number.isInteger(number) && number >= 0 && number <= 60) return number;
  throw new StartError(`EXAMPLE_HISTORY_DAYS must be a whole number from 0 to 60, not "${days}".`);
}
