import { parseArgs } from 'node:util';
import { faultOfDatabaseUrl } from '../options/database-url.js';
import { CliUsageError, type CliHost, type CliOptions } from './command.js';
import { safeText } from './output/safe-text.js';
import { suggestionFor } from './suggestion.js';

/** Which database a command works on. */
export const DATABASE_OPTIONS = { url: { type: 'string' }, schema: { type: 'string' } } as const satisfies CliOptions;

export const DATABASE_HELP = `  --url      postgres://user:password@host:port/database; default: DATABASE_URL
  --schema   schema of the tables; default: the connection's own`;

type Read<T extends CliOptions> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>['values'];

/** @throws CliUsageError for options that there are not. */
export function readOptions<const T extends CliOptions>(args: string[], options: T): Read<T> {
  return parsed(options, () => parseArgs({ args, options }).values);
}

/** As {@link readOptions}, with one argument that is no option. @throws CliUsageError where it is missing, or not alone. */
export function readArgument<const T extends CliOptions>(
  args: string[],
  options: T,
  what: string,
): { argument: string; given: Read<T> } {
  const { positionals, given } = readArguments(args, options);
  if (positionals.length !== 1 || positionals[0] === '') throw new CliUsageError(`Give ${what}.`);
  return { argument: positionals[0]!, given };
}

/** As {@link readOptions}, with any arguments that are no options. @throws CliUsageError */
export function readArguments<const T extends CliOptions>(
  args: string[],
  options: T,
): { positionals: string[]; given: Read<T> } {
  const { positionals, values } = parsed(options, () => parseArgs({ args, options, allowPositionals: true }));
  return { positionals, given: values as Read<T> };
}

function parsed<T>(options: CliOptions, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new CliUsageError(explained(error, options));
  }
}

/** What other programs call it. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  limit: ['lines', 'top'],
  last: ['since', 'days'],
  until: ['to'],
  format: ['json'],
};

function explained(error: unknown, options: CliOptions): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const [, named] = /'(-{1,2}[^' ]*)/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && named !== undefined) {
    const name = named.replace(/^-+/, '');
    const near = ELSEWHERE[name]?.find((other) => other in options) ?? suggestionFor(name, Object.keys(options));
    return `There is no option ${safeText(named)}.${near === undefined ? '' : ` Did you mean --${near}?`}`;
  }
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL')
    return safeText(message.replace(/^Unexpected argument '([^]*)'\.[^]*$/, 'This command takes no argument $1.'));
  return safeText(message);
}

export function databaseUrl(given: string | undefined, { env }: CliHost): string {
  const url = given ?? env['DATABASE_URL'];
  if (!url) throw new CliUsageError('Which database? Give --url, or set DATABASE_URL.');
  const fault = faultOfDatabaseUrl(url);
  if (fault !== undefined) throw new CliUsageError(`--url ${fault}.`);
  return url;
}
