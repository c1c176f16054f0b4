import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CliUsageError, type CliHost } from './command.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Which database a command works on. */
export const DATABASE_OPTIONS = { url: { type: 'string' }, schema: { type: 'string' } } as const satisfies Options;

export const DATABASE_HELP = `  --url      postgres://user:password@host:port/database; default: DATABASE_URL
  --schema   schema of the tables; default: the connection's own`;

/** @throws CliUsageError for options that there are not. */
export function readOptions<const T extends Options>(
  args: string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T }>>['values'] {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new CliUsageError(error instanceof Error ? error.message : String(error));
  }
}

export function databaseUrl(given: string | undefined, { env }: CliHost): string {
  const url = given ?? env['DATABASE_URL'];
  if (!url) throw new CliUsageError('Which database? Give --url, or set DATABASE_URL.');
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new CliUsageError('--url must look like postgres://user:password@host:port/database.');
  return url;
}
