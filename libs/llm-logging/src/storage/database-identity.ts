import { createHash } from 'node:crypto';

/** Which database the log's is, as far as it is known by now. */
export interface DatabaseIdentity {
  /** The log's own id, of `llm_database`; undefined until the database was reached. */
  readonly id: string | undefined;
  /** Where it is looked for, as a hash; undefined until that is known. */
  readonly place: string | undefined;
}

/** How a DataSource says where its database is. */
export interface DatabaseAddress {
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
}

const DEFAULT_PORT = '5432';

/** Server, database and schema, without who asks: passwords change. */
export function placeOf(address: DatabaseAddress, schema = ''): string {
  return createHash('sha256')
    .update(`${addressText(address)} ${schema}`)
    .digest('hex')
    .slice(0, 24);
}

/** Server and database, without user and password. */
export function addressText(address: DatabaseAddress): string {
  return address.url === undefined ? ofParts(address) : ofUrl(address.url);
}

function ofParts({ host, port, database }: DatabaseAddress): string {
  const { PGHOST = 'localhost', PGPORT = DEFAULT_PORT, PGDATABASE = '' } = process.env;
  return `${host ?? PGHOST}:${port ?? PGPORT}/${database ?? PGDATABASE}`;
}

function ofUrl(url: string): string {
  const [, hosts = '', database = '', query = ''] =
    /^[^:/]+:\/\/(?:[^@/]*@)?([^/?#]*)\/?([^?#]*)\??([^#]*)/.exec(url) ?? [];
  const socket = new URLSearchParams(query).get('host') ?? '';
  return `${hosts.split(',').map(withPort).join(',')}${socket}/${database}`;
}

function withPort(host: string): string {
  return host === '' || /:\d+$/.test(host) ? host : `${host}:${DEFAULT_PORT}`;
}
