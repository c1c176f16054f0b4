import type { ParseArgsConfig } from 'node:util';

/** Where a command writes, and what it may read. The process has all of it. */
export interface CliHost {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: CliOutput;
  readonly stderr: CliOutput;
  /** The person at the terminal, or who runs it, wants it to end. */
  once(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

interface CliOutput {
  write(text: string, written?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  /** Of the terminal. */
  readonly columns?: number;
}

export type CliOptions = NonNullable<ParseArgsConfig['options']>;

/** One command of `nestjs-llm-logging`. */
export interface CliCommand {
  readonly help: string;
  readonly options: CliOptions;
  /** @throws CliUsageError for wrong arguments. */
  run(args: string[], host: CliHost): Promise<void>;
}

/** A command as help and completion name it; loaded when it is used: most need the database's driver, which takes its time. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CliCommand>;
}

/** The command line was wrong: exit code 2. */
export class CliUsageError extends Error {}
