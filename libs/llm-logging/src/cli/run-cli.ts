import { LlmQueryError } from '../errors.js';
import { packageVersion } from '../package-folder.js';
import { optionOf } from './option-of-filter.js';
import { CliUsageError, type CliHost, type CommandEntry } from './command.js';
import { COMMANDS } from './commands.js';
import { suggestionFor } from './suggestion.js';

const HELP = `nestjs-llm-logging <command> [options]

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

nestjs-llm-logging <command> --help explains one, --version prints the version.
Exit codes: 0 done, 1 failed, 2 wrong usage.

Examples:
  export DATABASE_URL=postgres://localhost/app
  npx nestjs-llm-logging tail --status error
  npx nestjs-llm-logging stats --since 24h
`;

/** @returns the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runCli([name, ...args]: string[], host: CliHost): Promise<number> {
  if (name === '--version' || name === '-v') {
    host.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const isHelp = name === '--help' || name === '-h' || name === 'help';
  const wanted = isHelp ? args[0] : name;
  if (wanted === undefined) return help(isHelp, host);
  const command = COMMANDS.find((candidate) => candidate.name === wanted);
  if (command === undefined) return unknown(wanted, host);
  if (isHelp || args.includes('--help') || args.includes('-h')) {
    host.stdout.write((await command.load()).help);
    return 0;
  }
  return run(command, args, host);
}

function help(isAsked: boolean, { stdout, stderr }: CliHost): number {
  (isAsked ? stdout : stderr).write(HELP);
  return isAsked ? 0 : 2;
}

function unknown(wanted: string, { stderr }: CliHost): number {
  const near = suggestionFor(
    wanted,
    COMMANDS.map(({ name }) => name),
  );
  const suggestion = near === undefined ? '' : ` Did you mean ${near}?`;
  stderr.write(
    `There is no command ${JSON.stringify(wanted)}.${suggestion}\nAll commands: npx nestjs-llm-logging --help\n`,
  );
  return 2;
}

async function run(entry: CommandEntry, args: string[], host: CliHost): Promise<number> {
  try {
    await (await entry.load()).run(args, host);
    return 0;
  } catch (error) {
    if (error instanceof CliUsageError) return misused(error.message, entry, host);
    if (error instanceof LlmQueryError) return misused(`${optionOf(error.field)}${error.message}`, entry, host);
    host.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** What is wrong is what counts: where to read on is one line. */
function misused(problem: string, { name }: CommandEntry, { stderr }: CliHost): number {
  stderr.write(`${problem}\nUsage: npx nestjs-llm-logging ${name} --help\n`);
  return 2;
}
