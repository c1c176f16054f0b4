import pg from 'pg';

const SHAPE = 'must look like postgres://user:password@host:port/database';

/** What a connection may lead to, in the words of libpq's `target_session_attrs`. */
const SERVER_KINDS = ['any', 'read-write', 'read-only', 'primary', 'standby'] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

/** The servers that a URL names. */
export interface NamedServers {
  /** A URL for each, in the order in which they are tried. */
  readonly urls: readonly [string, ...string[]];
  readonly kind: ServerKind;
}

/** Reads a URL as libpq does: `postgres://user:password@one:5432,two:5432/database?target_session_attrs=primary`. */
export function serversOfUrl(url: string): NamedServers {
  const [, start = '', authority = '', rest = ''] = /^([a-z]+:\/\/)([^/?]*)(.*)$/s.exec(url) ?? [];
  const end = authority.lastIndexOf('@') + 1;
  const [user, hosts] = [authority.slice(0, end), authority.slice(end).split(',')];
  const kind = queryOf(rest).get('target_session_attrs') ?? 'any';
  return { urls: hosts.map((host) => `${start}${user}${host}${rest}`) as [string], kind: kind as ServerKind };
}

/** What is wrong with a URL of a database, as `pg` reads it; undefined where nothing is. */
export function faultOfDatabaseUrl(url: string): string | undefined {
  const [, rest] = /^postgres(?:ql)?:\/\/[^/?]*(.*)$/s.exec(url) ?? [];
  if (rest === undefined) return SHAPE;
  if (queryOf(rest).get('host')?.includes(','))
    return 'names several hosts in its `host`: name them as in postgres://user:password@one:5432,two:5432/database';
  const { urls, kind } = serversOfUrl(url);
  if (!SERVER_KINDS.includes(kind)) return `has a target_session_attrs that is none of ${SERVER_KINDS.join(', ')}`;
  try {
    for (const each of urls) new pg.Client({ connectionString: each });
    return undefined;
  } catch (error) {
    return `${SHAPE} (${error instanceof Error ? error.message : String(error)})`;
  }
}

function queryOf(rest: string): URLSearchParams {
  return new URLSearchParams(rest.includes('?') ? rest.slice(rest.indexOf('?')) : '');
}
