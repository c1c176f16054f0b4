import pg from 'pg';
import { GuardedPool } from './guarded-pool.js';
import { OwnIsoDates } from './iso-dates.js';

/** The log's own connections. */
class OwnPool extends GuardedPool {
  readonly #pool: pg.Pool;

  constructor(options: pg.PoolConfig) {
    const pool = new pg.Pool(options);
    super(() => pool, new OwnIsoDates());
    this.#pool = pool;
    pool.on('error', () => undefined);
    // A connection that is lost while the pool hands it out has nobody else to listen, and Node ends a process whose errors nobody hears.
    pool.on('connect', (client) => client.on('error', () => undefined));
  }

  override async end(callback?: () => void): Promise<void> {
    await super.end();
    await this.#pool.end();
    callback?.();
  }
}

/** A `pg` for TypeORM with guarded pools. */
export const guardedPg = pgWithPool(OwnPool);

/** A `pg` like the real one whose pools are of this class: neither those of `pg` nor of the native client, where that is installed. */
export function pgWithPool(Pool: object): typeof pg {
  return Object.create(pg, { Pool: { value: Pool }, native: { value: undefined } }) as typeof pg;
}
