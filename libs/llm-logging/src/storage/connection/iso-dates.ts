import type { PoolClient } from 'pg';
import type { ConnectionSettings } from './guarded-pool.js';

/** `pg` reads dates as PostgreSQL writes them by default: settings of a role, a database or a session may ask for another form. */
const ISO_DATES = `SET datestyle = 'ISO'`;

/** Connections of the log's own have dates as the log reads them from their first use on. */
export class OwnIsoDates implements ConnectionSettings {
  readonly #set = new WeakSet<PoolClient>();

  async lend(client: PoolClient, guarded: Pick<PoolClient, 'query'>): Promise<undefined> {
    if (this.#set.has(client)) return;
    await guarded.query(ISO_DATES);
    this.#set.add(client);
  }
}

/** Connections of the application have dates as the log reads them only while the log has them. */
export class LentIsoDates implements ConnectionSettings {
  /** How each connection has dates. */
  readonly #styles = new WeakMap<PoolClient, string>();

  async lend(
    client: PoolClient,
    guarded: Pick<PoolClient, 'query'>,
  ): Promise<((client: PoolClient) => Promise<unknown>) | undefined> {
    const style = this.#styles.get(client) ?? (await styleOf(guarded));
    this.#styles.set(client, style);
    if (style.startsWith('ISO')) return undefined;
    await guarded.query(ISO_DATES);
    return (returned) => returned.query(`SET datestyle = '${style}'`);
  }
}

async function styleOf(client: Pick<PoolClient, 'query'>): Promise<string> {
  const { rows } = await client.query<{ style: string }>(`SELECT current_setting('datestyle') AS style`);
  return rows[0]!.style;
}
