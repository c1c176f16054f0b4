import { LlmQueryError } from '../errors.js';
import { optionOf } from './call-filter-options.js';
import { CliUsageError, type CliCommand, type CliHost } from './command.js';
import { COMMANDS } from './commands.js';
import { packageVersion } from '../package-folder.js';

const HELP = `nestjs-llm-logging <command> [options]

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

nestjs-llm-logging <command> --help tells more of one, --version which this is.
Exit codes: 0 done, 1 failed, 2 wrong usage.

Examples:
  export DATABASE_URL=postgres://localhost/app
  npx nestjs-llm-logging tail --status error
  npx nestjs-llm-logging stats --days 7
`;

/** @returns the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runCli([name, ...args]: string[], host: CliHost): Promise<number> {
  if (name === '--version' || name === '-v') {
    host.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const isHelp = name === '--help' || name === '-h' || name === 'help';
  const wanted = isHelp ? args[0] : name;
  const listed = COMMANDS.find((candidate) => candidate.name === wanted);
  if (listed === undefined) return help(wanted, isHelp, host);
  const command = await listed.load();
  if (isHelp || args.includes('--help') || args.includes('-h')) {
    host.stdout.write(command.help);
    return 0;
  }
  return runCommand(command, args, host);
}

function help(wanted: string | undefined, isHelp: boolean, host: CliHost): number {
  const isAsked = isHelp && wanted === undefined;
  (isAsked ? host.stdout : host.stderr).write(
    wanted === undefined ? HELP : `There is no command ${JSON.stringify(wanted)}.\n\n${HELP}`,
  );
  return isAsked ? 0 : 2;
}

async function runCommand(command: CliCommand, args: string[], host: CliHost): Promise<number> {
  try {
    await command.run(args, host);
    return 0;
  } catch (error) {
    if (error instanceof CliUsageError) return misused(error.message, command, host);
    if (error instanceof LlmQueryError) return misused(`${optionOf(error.field)}${error.message}`, command, host);
    host.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function misused(problem: string, { help }: CliCommand, { stderr }: CliHost): number {
  stderr.write(`${problem}\n\n${help}`);
  return 2;
}
