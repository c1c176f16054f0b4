import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { DatabaseOptions } from '../../llm-logging.options.js';

/**
 * In the system's temporary directory: one for each user, application and database, as what lies there is stored by whoever starts
 * next with the same.
 */
export function defaultJournalDirectory(database: DatabaseOptions): string {
  const user = process.getuid?.() ?? userInfo().username;
  return join(tmpdir(), `nestjs-llm-logging-${user}`, `${applicationName()}-${databaseKey(database)}`);
}

function applicationName(): string {
  try {
    const { name } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { name?: unknown };
    return typeof name === 'string' ? name.replace(/[^\w.-]+/g, '-').slice(-64) : 'application';
  } catch {
    return 'application';
  }
}

/** Which database, without who asks: passwords change. */
function databaseKey(database: DatabaseOptions): string {
  const { schema = '' } = database;
  const place = 'url' in database ? placeOf(database.url) : database.dataSource;
  return createHash('sha256').update(`${place} ${schema}`).digest('hex').slice(0, 12);
}

function placeOf(url: string): string {
  // Over a Unix socket the host is among the parameters.
  const whole = url.replace('@/', '@socket/');
  if (!URL.canParse(whole)) return '';
  const { host, pathname, searchParams } = new URL(whole);
  return `${host}${searchParams.get('host') ?? ''}${pathname}`;
}
