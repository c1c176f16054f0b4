import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LlmLoggingHealthReport, LlmLoggingOptions } from 'nestjs-llm-logging';

export interface ApplicationSettings {
  options: LlmLoggingOptions;
  /** Calls made from the start on. */
  load?: { callsPerSecond: number; textBytes?: number; longestMs?: number };
  shutdownHooks?: boolean;
  /** Applications in one process, for `threads` and `cluster`. */
  instances?: number;
}

export interface ProcessSettings {
  script?: 'single' | 'threads' | 'cluster' | 'callers' | 'exchanges' | 'growth' | 'persons';
  /** Bytes that the process may write to one file. */
  maxFileBytes?: number;
  uid?: number;
}

/** Where acknowledgements are written down. */
export interface Notebook {
  note(line: string): void;
}

export interface Ending {
  code: number | null;
  signal: string | null;
}

const running = new Set<ApplicationProcess>();

/** An application in a process of its own, which can be killed like any other. */
export class ApplicationProcess {
  readonly ended: Promise<Ending>;
  /** What it complained of. */
  complaints = '';
  #questions = 0;

  private constructor(
    private readonly child: ChildProcess,
    ledger: Notebook,
  ) {
    running.add(this);
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => ledger.note(line));
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (text: Buffer) => (this.complaints += text.toString()));
    // `close`, not `exit`: by then all acknowledgements have been read.
    this.ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Ending);
    void this.ended.then(() => running.delete(this));
  }

  static spawn(settings: ApplicationSettings, ledger: Notebook, how: ProcessSettings = {}): ApplicationProcess {
    const script = fileURLToPath(new URL(`./${how.script ?? 'single'}.mjs`, import.meta.url));
    const command = [process.execPath, script, JSON.stringify(settings)];
    const [file, ...args] = how.maxFileBytes === undefined ? command : limited(how.maxFileBytes, command);
    const child = spawn(file!, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_OPTIONS: '' },
      detached: true,
      uid: how.uid,
    });
    return new ApplicationProcess(child, ledger);
  }

  static async start(
    settings: ApplicationSettings,
    ledger: Notebook,
    how: ProcessSettings = {},
  ): Promise<ApplicationProcess> {
    const application = ApplicationProcess.spawn(settings, ledger, how);
    await application.ready();
    return application;
  }

  get pid(): number {
    return this.child.pid!;
  }

  async ready(): Promise<void> {
    await Promise.race([once(this.child, 'message'), this.ended.then(() => Promise.reject(this.#failure()))]);
  }

  async ask<T>(command: string, ...args: unknown[]): Promise<T> {
    const number = (this.#questions += 1);
    const answer = new Promise<T>((resolve, reject) => {
      const read = (message: { number: number; result: T; error?: string }): void => {
        if (message.number !== number) return;
        this.child.off('message', read);
        if (message.error === undefined) resolve(message.result);
        else reject(new Error(message.error));
      };
      this.child.on('message', read);
      // Without a callback, a process that has ended would be an error event, which ends the test.
      this.child.send({ number, command, args }, (error) => error && reject(error));
    });
    return Promise.race([answer, this.ended.then(() => Promise.reject(this.#failure()))]);
  }

  async report(): Promise<LlmLoggingHealthReport> {
    return this.ask('report');
  }

  /** The report once nothing waits any more, neither in memory nor in the journal. */
  async drained(): Promise<LlmLoggingHealthReport> {
    await this.ask('flush').catch(() => undefined);
    for (;;) {
      const report = await this.report();
      if (report.queuedCalls === 0 && (report.journal?.backlogLines ?? 0) === 0) return report;
      await sleep(50);
    }
  }

  /** Ends it, and what it started, as `kill -9` does. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-this.pid, 'SIGKILL');
    await this.ended;
  }

  async signal(signal: NodeJS.Signals): Promise<Ending> {
    this.child.kill(signal);
    return this.ended;
  }

  async close(): Promise<Ending> {
    this.child.send({ number: 0, command: 'close', args: [] });
    return this.ended;
  }

  #failure(): Error {
    return new Error(`The application has ended: ${this.complaints}`);
  }
}

/** For `afterEach`: a test that failed leaves no process behind. */
export async function killApplications(): Promise<void> {
  await Promise.all([...running].map((application) => application.kill()));
}

function limited(bytes: number, command: string[]): string[] {
  return ['bash', '-c', `ulimit -S -f ${Math.ceil(bytes / 1024)}; exec "$0" "$@"`, ...command];
}
