import { EventEmitter } from 'node:events';
import type pg from 'pg';
import type { PoolClient } from 'pg';
import { endSession } from './end-session.js';
import { destroy, guarded, type GuardedClient } from './guarded-client.js';

type Lent = (error: Error | undefined, client: GuardedClient | undefined, release: PoolClient['release']) => void;

/** How long a connection is waited for where the pool sets no limit, in ms. */
const CONNECT_MS = 15_000;
const MOST_CLIENTS = 100;

/** Settings of sessions that the log needs. */
export interface ConnectionSettings {
  /**
   * Makes them on a connection that is lent, through its guard.
   * @returns how to take them back before the connection is given back; undefined where they stay.
   */
  lend(client: PoolClient, guarded: GuardedClient): Promise<((client: PoolClient) => Promise<unknown>) | undefined>;
}

/**
 * A pool for TypeORM in front of one of `pg`: it lends guarded clients. Once one of them had no answer, or led to a read-only or
 * dying server, connections that are older than that moment are replaced as they come up: they go the same way.
 */
export class GuardedPool extends EventEmitter {
  #generation = 0;
  readonly #generations = new WeakMap<object, number>();
  #watched: pg.Pool | undefined;
  readonly #onConnect = (client: PoolClient): void => void this.#generations.set(client, this.#generation);

  /** @param pool gives the pool when the first connection is asked for. */
  constructor(
    private readonly pool: () => pg.Pool,
    private readonly settings: ConnectionSettings,
  ) {
    super();
  }

  get options(): pg.PoolConfig {
    return this.pool().options;
  }

  connect(callback?: Lent): Promise<GuardedClient> | undefined {
    const lent = this.lend();
    if (callback === undefined) return lent;
    lent.then(
      (client) => callback(undefined, client, (error) => client.release(error)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
    return undefined;
  }

  /** The pool itself stays as it is. */
  end(callback?: () => void): Promise<void> {
    this.#watched?.off('connect', this.#onConnect);
    this.#watched = undefined;
    callback?.();
    return Promise.resolve();
  }

  protected async lend(): Promise<GuardedClient> {
    const pool = this.#watch(this.pool());
    for (let replaced = 0; ; replaced += 1) {
      const client = await connected(pool);
      if (this.#isSound(client) || replaced === MOST_CLIENTS) return this.#prepared(client);
      destroy(client);
      client.release(true);
    }
  }

  async #prepared(client: PoolClient): Promise<GuardedClient> {
    const lent = this.#guarded(client);
    try {
      const takeBack = await this.settings.lend(client, lent);
      if (takeBack !== undefined) lent.beforeRelease(() => takeBack(client));
      return lent;
    } catch (error) {
      lent.release(error as Error);
      throw error;
    }
  }

  #isSound(client: PoolClient): boolean {
    return (this.#generations.get(client) ?? 0) === this.#generation;
  }

  #guarded(client: PoolClient): GuardedClient {
    const lentIn = this.#generation;
    return guarded(client, {
      // Several that notice the same replace what was made meanwhile once.
      spoiled: () => (this.#generation = Math.max(this.#generation, lentIn + 1)),
      abandoned: (processId) => void endSession(this.options, processId).catch(() => undefined),
    });
  }

  #watch(pool: pg.Pool): pg.Pool {
    if (this.#watched === pool) return pool;
    this.#watched?.off('connect', this.#onConnect);
    this.#watched = pool.on('connect', this.#onConnect);
    return pool;
  }
}

async function connected(pool: pg.Pool): Promise<PoolClient> {
  const client = pool.connect();
  if (pool.options.connectionTimeoutMillis) return client;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`timeout exceeded when trying to connect (${CONNECT_MS} ms)`));
      client.then(
        (unwanted) => unwanted.release(),
        () => undefined,
      );
    }, CONNECT_MS);
  });
  return Promise.race([client, late]).finally(() => clearTimeout(timer));
}
