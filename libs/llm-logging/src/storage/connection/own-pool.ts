import pg from 'pg';
import type { NamedServers } from '../../options/database-url.js';
import type { GuardedClient } from './guarded-client.js';
import { GuardedPool } from './guarded-pool.js';
import { OwnIsoDates } from './iso-dates.js';
import { OfServerKind, WrongServerError } from './server-kind.js';
import { Servers } from './servers.js';

/** The log's own connections. */
class OwnPool extends GuardedPool {
  readonly #pool: pg.Pool;
  readonly #servers: Servers;

  constructor(options: pg.PoolConfig, named: NamedServers) {
    const pool = new pg.Pool(options);
    super(() => pool, new OfServerKind(named.kind, new OwnIsoDates()));
    this.#pool = pool;
    this.#servers = new Servers(named);
    pool.on('error', () => undefined);
    // A connection that is lost while the pool hands it out has nobody else to listen, and Node ends a process whose errors nobody hears.
    pool.on('connect', (client) => client.on('error', () => undefined));
  }

  override async end(callback?: () => void): Promise<void> {
    await super.end();
    await this.#pool.end();
    callback?.();
  }

  /** Each server of the URL is tried once. */
  protected override async lend(): Promise<GuardedClient> {
    for (let tries = 1; ; tries += 1) {
      const server = this.#servers.current;
      this.#pool.options.connectionString = server;
      const connects = this.#connects();
      try {
        return await super.lend();
      } catch (error) {
        // One that waited in vain for a connection of others says nothing of the server.
        if (connects || error instanceof WrongServerError) this.#servers.leave(server);
        if (tries >= this.#servers.count) throw error;
      }
    }
  }

  /** Whether whoever asks now has a new connection made. */
  #connects(): boolean {
    const { idleCount, totalCount, options } = this.#pool;
    return idleCount === 0 && totalCount < options.max;
  }
}

/** A `pg` for TypeORM with guarded pools, whose connections lead to one of the servers of a URL. */
export function pgWithOwnPool(named: NamedServers): typeof pg {
  class Pool extends OwnPool {
    constructor(options: pg.PoolConfig) {
      super(options, named);
    }
  }
  return pgWithPool(Pool);
}

/** A `pg` like the real one whose pools are of this class: neither those of `pg` nor of the native client, where that is installed. */
export function pgWithPool(Pool: object): typeof pg {
  return Object.create(pg, { Pool: { value: Pool }, native: { value: undefined } }) as typeof pg;
}
