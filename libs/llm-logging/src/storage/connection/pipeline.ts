import type { Connection, Submittable } from 'pg';

export interface PipelineStep {
  readonly sql: string;
  /** In PostgreSQL's text format; bytes go out of the memory that they lie in. */
  readonly values: readonly (string | Buffer)[];
}

/** The members of a `pg` connection that are used; what `pg` gives to a query when its turn comes. */
type Wire = Pick<Connection, 'stream'> & {
  parse(statement: { text: string }): void;
  execute(portal: object): void;
  sync(): void;
};

/**
 * Statements sent in one go, which PostgreSQL runs as one transaction: all count or none. `client.query(pipeline)` of `pg` sends it,
 * {@link done} is how it ended. What `pg` does with a parameter, to copy it into memory that is new each time, costs more
 * than anything else that is done with a batch.
 */
export class Pipeline implements Submittable {
  readonly done: Promise<void>;
  /** Set by `pg` where the application limits the time of queries. */
  callback: (() => void) | undefined;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;

  constructor(private readonly steps: readonly PipelineStep[]) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: unknown): void {
    const wire = connection as Wire;
    if (!wire.stream.writable) return;
    wire.stream.cork();
    for (const [n, { sql, values }] of this.steps.entries()) {
      // PostgreSQL keeps what it parsed last.
      if (sql !== this.steps[n - 1]?.sql) wire.parse({ text: sql });
      for (const piece of bindMessage(values)) wire.stream.write(piece);
      wire.execute({});
    }
    wire.sync();
    wire.stream.uncork();
  }

  /** Called for what PostgreSQL says against a statement, and for a connection that is lost. */
  handleError(error: unknown): void {
    this.callback?.();
    this.#reject(error);
  }

  /** Only now it is committed. */
  handleReadyForQuery(): void {
    this.callback?.();
    this.#resolve();
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}

/** Whether a client can be given one: not a native one, and not one that sends queries while others wait for their answers. */
export function takesPipelines(client: object): boolean {
  return 'connection' in client && (client as { pipeline?: boolean }).pipeline !== true;
}

/** Message `B` of the protocol: values for the unnamed statement, all in text format. */
function bindMessage(values: readonly (string | Buffer)[]): Buffer[] {
  const bytes = values.map((value) => (typeof value === 'string' ? Buffer.from(value) : value));
  const size = bytes.reduce((sum, { length }) => sum + 4 + length, HEAD_BYTES - 1 + NO_RESULT_FORMATS.length);
  const head = Buffer.alloc(HEAD_BYTES);
  head.write('B');
  head.writeInt32BE(size, 1);
  head.writeInt16BE(bytes.length, HEAD_BYTES - 2);
  return [head, ...bytes.flatMap((each) => [lengthOf(each), each]), NO_RESULT_FORMATS];
}

/** Type, size, two empty names, no formats, the number of values. */
const HEAD_BYTES = 1 + 4 + 1 + 1 + 2 + 2;
const NO_RESULT_FORMATS = Buffer.alloc(2);

function lengthOf({ length }: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(length);
  return bytes;
}
