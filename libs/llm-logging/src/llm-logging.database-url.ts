import pg from 'pg';

const SHAPE = 'must look like postgres://user:password@host:port/database';

/** What is wrong with a URL of a database, as `pg` reads it; undefined where nothing is. */
export function faultOfDatabaseUrl(url: string): string | undefined {
  const [, authority, rest] = /^postgres(?:ql)?:\/\/([^/?]*)(.*)$/s.exec(url) ?? [];
  if (authority === undefined) return SHAPE;
  const hosts = [authority.slice(authority.lastIndexOf('@') + 1), queryOf(rest!).get('host') ?? ''];
  if (hosts.some((host) => host.includes(',')))
    return 'names several hosts, of which `pg` takes one: name the one that leads to the primary, such as a virtual address or a proxy';
  try {
    new pg.Client({ connectionString: url });
    return undefined;
  } catch (error) {
    return `${SHAPE} (${error instanceof Error ? error.message : String(error)})`;
  }
}

function queryOf(rest: string): URLSearchParams {
  return new URLSearchParams(rest.includes('?') ? rest.slice(rest.indexOf('?')) : '');
}
