/** Where a command writes, and the variables it may read. */
export interface CliHost {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: { write(text: string, written?: (error?: Error | null) => void): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** One command of `nestjs-llm-logging`. */
export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  /** @throws CliUsageError for wrong arguments. */
  run(args: string[], host: CliHost): Promise<void>;
}

/** The command line was wrong: exit code 2. */
export class CliUsageError extends Error {}
