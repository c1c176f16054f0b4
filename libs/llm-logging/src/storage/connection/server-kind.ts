import type { PoolClient } from 'pg';
import type { ServerKind } from '../../options/database-url.js';
import type { ConnectionSettings } from './guarded-pool.js';
import type { GuardedClient } from './guarded-client.js';

/** A connection leads to a server of another kind than `target_session_attrs` asks for. The code is like those of Node for a server that does not answer. */
export class WrongServerError extends Error {
  readonly code = 'EWRONGSERVER';

  constructor(kind: ServerKind) {
    super(`No server of the URL is now what target_session_attrs=${kind} asks for`);
  }
}

/** Sees that new connections lead to a server of the right kind, and then makes the settings of another. */
export class OfServerKind implements ConnectionSettings {
  readonly #seen = new WeakSet<PoolClient>();

  constructor(
    private readonly kind: ServerKind,
    private readonly settings: ConnectionSettings,
  ) {}

  async lend(client: PoolClient, guarded: GuardedClient): ReturnType<ConnectionSettings['lend']> {
    if (this.kind !== 'any' && !this.#seen.has(client)) {
      if (!(await isOf(this.kind, guarded))) throw new WrongServerError(this.kind);
      this.#seen.add(client);
    }
    return this.settings.lend(client, guarded);
  }
}

async function isOf(kind: ServerKind, client: GuardedClient): Promise<boolean> {
  const { rows } = await client.query<{ standby: boolean; readOnly: boolean }>(
    `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only')::boolean AS "readOnly"`,
  );
  const { standby, readOnly } = rows[0]!;
  return { any: true, primary: !standby, standby, 'read-only': readOnly, 'read-write': !readOnly }[kind];
}
