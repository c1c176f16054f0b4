import type { PoolClient } from 'pg';

/** `pg` reads dates as PostgreSQL writes them by default: settings of a role, a database or a session may ask for another form. */
const ISO_DATES = `SET datestyle = 'ISO'`;

/** For the `verify` of a pool of the log's own, which calls it with each new connection. */
export function withIsoDates(client: PoolClient, done: (error?: Error) => void): void {
  client.query(ISO_DATES).then(() => done(), done);
}

/** Connections of the application, which have dates as the log reads them only while it has them. */
export class LentIsoDates {
  /** How each connection has dates. */
  readonly #styles = new WeakMap<PoolClient, string>();

  /** @returns how to give the connection back as it was. */
  async lend(client: PoolClient): Promise<() => Promise<void>> {
    const style = this.#styles.get(client) ?? (await styleOf(client));
    this.#styles.set(client, style);
    if (style.startsWith('ISO')) return () => Promise.resolve();
    await client.query(ISO_DATES);
    return async () => void (await client.query(`SET datestyle = '${style}'`));
  }
}

async function styleOf(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ style: string }>(`SELECT current_setting('datestyle') AS style`);
  return rows[0]!.style;
}
