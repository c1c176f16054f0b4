import type { PoolClient } from 'pg';
import { isStaleConnection } from './database-errors.js';
import { isLateAnswer, LateAnswerError } from './late-answer.js';
import { Pipeline } from './pipeline.js';

/** A connection as the pool lends it: a statement without an answer ends it. */
export interface GuardedClient extends PoolClient {
  readonly processID: number;
  /** How long each further statement may take, in ms, until the connection is given back; without `ms` as long as one that has no limit of its own. */
  limitStatements(ms?: number): void;
  /** What is still to be done before the connection is given back, unless it failed. */
  beforeRelease(work: () => Promise<unknown>): void;
  end(): Promise<void>;
}

/** Is given what the guard notices. */
interface ConnectionWatcher {
  /** The connection cannot be used any longer, and others of its age may be like it. */
  spoiled(): void;
  /** A statement had no answer, so that PostgreSQL may still be busy with it, or keep its locks. */
  abandoned(processId: number): void;
}

type Release = (error?: Error | boolean) => void;

/** How much longer than PostgreSQL the client waits: what it has to say comes first where it still comes. */
const GRACE_MS = 2_000;
/** For a statement without a limit of its own. */
const STATEMENT_MS = 30_000;

/**
 * Lends a client of a pool. Each statement has a limit; one that passes it has its connection destroyed, as waiting for a
 * connection that was dropped silently never ends. A connection that leads to a read-only or dying server is closed when it
 * is given back.
 */
export function guarded(client: PoolClient, watcher: ConnectionWatcher): GuardedClient {
  const guard = new ClientGuard(client, watcher);
  const own: Record<PropertyKey, unknown> = {
    query: (...args: unknown[]) => guard.query(args),
    release: (error?: Error | boolean) => guard.release(error),
    limitStatements: (ms?: number) => guard.limitStatements(ms),
    beforeRelease: (work: () => Promise<unknown>) => guard.beforeRelease(work),
  };
  return new Proxy(client, {
    get(target, member) {
      if (Object.hasOwn(own, member)) return own[member];
      const value: unknown = Reflect.get(target, member);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  }) as GuardedClient;
}

/** Closes a connection without a word to the other side, which may not hear it. */
export function destroy(client: object, error?: Error): void {
  const { connection } = client as { connection?: { stream?: { destroy(error?: Error): void } } };
  connection?.stream?.destroy(error);
}

class ClientGuard {
  readonly #release: Release;
  #limitMs = STATEMENT_MS + GRACE_MS;
  #failure: Error | undefined;
  #beforeRelease: (() => Promise<unknown>) | undefined;

  constructor(
    private readonly client: PoolClient,
    private readonly watcher: ConnectionWatcher,
  ) {
    this.#release = client.release.bind(client);
  }

  limitStatements(ms = STATEMENT_MS): void {
    this.#limitMs = ms + GRACE_MS;
  }

  query(args: unknown[]): unknown {
    const answer: unknown = Reflect.apply(this.client.query as (...args: unknown[]) => unknown, this.client, args);
    if (answer instanceof Pipeline) this.#watch(answer.done);
    else if (answer instanceof Promise) this.#watch(answer);
    return answer;
  }

  beforeRelease(work: () => Promise<unknown>): void {
    this.#beforeRelease = work;
  }

  release(error: Error | boolean | undefined = this.#failure): void {
    if (error !== undefined || this.#beforeRelease === undefined) return this.#release(error);
    const done = this.#beforeRelease();
    this.#watch(done);
    done.then(
      () => this.#release(),
      (failure: Error) => this.#release(failure),
    );
  }

  #watch(answered: Promise<unknown>): void {
    const limitMs = this.#limitMs;
    const timer = setTimeout(() => this.#giveUp(new LateAnswerError(limitMs)), limitMs).unref();
    answered.then(
      () => clearTimeout(timer),
      (error: unknown) => {
        clearTimeout(timer);
        if (this.#failure !== undefined) return;
        if (isLateAnswer(error)) this.#giveUp(error as Error);
        else if (isStaleConnection(error)) this.#spoil(error as Error);
      },
    );
  }

  #giveUp(error: Error): void {
    this.#spoil(error);
    const { processID } = this.client as { processID?: number | null };
    destroy(this.client, error);
    if (typeof processID === 'number') this.watcher.abandoned(processID);
  }

  #spoil(error: Error): void {
    this.#failure = error;
    this.watcher.spoiled();
  }
}
