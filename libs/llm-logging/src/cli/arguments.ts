import { parseArgs, type ParseArgsConfig } from 'node:util';
import { faultOfDatabaseUrl } from '../options/database-url.js';
import { CliUsageError, type CliHost } from './command.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Which database a command works on. */
export const DATABASE_OPTIONS = { url: { type: 'string' }, schema: { type: 'string' } } as const satisfies Options;

export const DATABASE_HELP = `  --url      postgres://user:password@host:port/database; default: DATABASE_URL
  --schema   schema of the tables; default: the connection's own`;

type Read<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>['values'];

/** @throws CliUsageError for options that there are not. */
export function readOptions<const T extends Options>(args: string[], options: T): Read<T> {
  return parsed(() => parseArgs({ args, options }).values);
}

/** As {@link readOptions}, with one argument that is no option. @throws CliUsageError where it is missing, or not alone. */
export function readArgument<const T extends Options>(
  args: string[],
  options: T,
  what: string,
): { argument: string; given: Read<T> } {
  const { positionals, values } = parsed(() => parseArgs({ args, options, allowPositionals: true }));
  if (positionals.length !== 1 || positionals[0] === '') throw new CliUsageError(`Give ${what}.`);
  return { argument: positionals[0]!, given: values as Read<T> };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new CliUsageError(error instanceof Error ? error.message : String(error));
  }
}

export function databaseUrl(given: string | undefined, { env }: CliHost): string {
  const url = given ?? env['DATABASE_URL'];
  if (!url) throw new CliUsageError('Which database? Give --url, or set DATABASE_URL.');
  const fault = faultOfDatabaseUrl(url);
  if (fault !== undefined) throw new CliUsageError(`--url ${fault}.`);
  return url;
}
