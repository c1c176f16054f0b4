import { CliUsageError, type CliCommand, type CliHost } from './command.js';
import { exportCommand } from './commands/export.js';
import { migrateCommand } from './commands/migrate.js';
import { pruneCommand } from './commands/prune.js';
import { repriceCommand } from './commands/reprice.js';
import { verifyStatsCommand } from './commands/verify-stats.js';

const COMMANDS: readonly CliCommand[] = [
  migrateCommand,
  exportCommand,
  pruneCommand,
  repriceCommand,
  verifyStatsCommand,
];

const HELP = `nestjs-llm-logging <command> [options]

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

nestjs-llm-logging <command> --help tells more of one.
`;

/** @returns the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runCli([name, ...args]: string[], host: CliHost): Promise<number> {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const wantsHelp = name === '--help' || name === '-h' || name === 'help';
    (wantsHelp ? host.stdout : host.stderr).write(
      name === undefined || wantsHelp ? HELP : `There is no command "${name}".\n\n${HELP}`,
    );
    return wantsHelp ? 0 : 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    host.stdout.write(command.help);
    return 0;
  }
  return runCommand(command, args, host);
}

async function runCommand(command: CliCommand, args: string[], host: CliHost): Promise<number> {
  try {
    await command.run(args, host);
    return 0;
  } catch (error) {
    const isUsage = error instanceof CliUsageError;
    host.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n${isUsage ? `\n${command.help}` : ''}`,
    );
    return isUsage ? 2 : 1;
  }
}
