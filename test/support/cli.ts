import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../libs/llm-logging/dist/cli.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string>>;

/** `nestjs-llm-logging`, built, in a process of its own that knows nothing of this one's colours and database. */
export class RunningCli {
  stdout = '';
  stderr = '';
  readonly ended: Promise<CliResult>;
  readonly #child: ChildProcess;

  constructor(args: readonly string[], env: Env = {}) {
    this.#child = spawn(process.execPath, [CLI, ...args], {
      env: { PATH: process.env['PATH'], TZ: 'UTC', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout!.setEncoding('utf8').on('data', (piece: string) => (this.stdout += piece));
    this.#child.stderr!.setEncoding('utf8').on('data', (piece: string) => (this.stderr += piece));
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  get lines(): string[] {
    return this.stdout.split('\n').filter((line) => line !== '');
  }

  kill(signal: NodeJS.Signals): Promise<CliResult> {
    this.#child.kill(signal);
    return this.ended;
  }

  /** Waits until it has printed what is looked for, or has ended. */
  async until(isThere: (lines: string[]) => boolean): Promise<string[]> {
    let hasEnded = false;
    void this.ended.then(() => (hasEnded = true));
    while (!isThere(this.lines)) {
      if (hasEnded) throw new Error(`It ended:\n${this.stdout}\n${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.lines;
  }
}

export function runCli(args: readonly string[], env?: Env): Promise<CliResult> {
  return new RunningCli(args, env).ended;
}

type RunCli = (args: readonly string[], host: object) => Promise<number>;

/** The same in this process, in half of the time: for what a command prints, and its code. Signals, pipes and zones of time need a process. */
export async function runCliHere(args: readonly string[], env: Env = {}): Promise<CliResult> {
  const { runCli: run } = (await import(join(dirname(CLI), 'cli', 'run-cli.js'))) as { runCli: RunCli };
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    write: (text: string, done?: () => void) => {
      written[name] += text;
      done?.();
    },
  });
  const code = await run(args, { env, stdout: output('stdout'), stderr: output('stderr') });
  return { code, ...written };
}
