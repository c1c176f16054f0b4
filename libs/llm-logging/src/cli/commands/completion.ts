import { readArguments } from '../arguments.js';
import { CliUsageError, type CliCommand, type CliHost, type CommandEntry } from '../command.js';
import { COMPLETIONS, type CompletedCommand } from '../completion-scripts.js';
import { written } from '../output/written.js';

const OPTIONS = { name: { type: 'string' } } as const;
const SHELLS = Object.keys(COMPLETIONS);

const HELP = `nestjs-llm-logging completion ${SHELLS.join('|')} [--name <command>]

  --name     the word that is typed, where it is an alias of yours; default: nestjs-llm-logging

Completes commands and options. The package's commands lie in node_modules/.bin: an alias saves typing \`npx\`.

Examples:
  source <(npx nestjs-llm-logging completion bash)
  alias llm='npx nestjs-llm-logging'; source <(npx nestjs-llm-logging completion bash --name llm)
  npx nestjs-llm-logging completion zsh > ~/.zfunc/_nestjs-llm-logging
  npx nestjs-llm-logging completion fish > ~/.config/fish/completions/nestjs-llm-logging.fish
`;

/** Prints the completion script of a shell for these commands. */
export function completionOf(commands: readonly CommandEntry[]): CliCommand {
  return { options: OPTIONS, help: HELP, run: (args, host) => print(commands, args, host) };
}

async function print(commands: readonly CommandEntry[], args: string[], host: CliHost): Promise<void> {
  const { positionals, given } = readArguments(args, OPTIONS);
  const script = COMPLETIONS[positionals[0] ?? ''];
  if (script === undefined || positionals.length > 1) throw new CliUsageError(`Say which shell: ${SHELLS.join(', ')}.`);
  const name = given.name ?? 'nestjs-llm-logging';
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) throw new CliUsageError('--name: must be the name of a command.');
  const completed: CompletedCommand[] = [];
  for (const command of commands) {
    const { options } = await command.load();
    completed.push({ name: command.name, summary: command.summary, options: Object.keys(options) });
  }
  await written(script(name, completed), host);
}
