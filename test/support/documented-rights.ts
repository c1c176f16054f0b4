import { readFileSync } from 'node:fs';
import { logging, startContext } from './application.js';
import type { TestDatabase } from './database.js';
import { createRole, type TestRole } from './roles.js';

const PAGE = new URL('../../docs/operations.md', import.meta.url);
const ROLES = ['writing', 'removing', 'reading'] as const;

type Documented = (typeof ROLES)[number];
/** A role's rights on a table, sorted, as `INSERT, SELECT`; empty where it has none. */
export type Rights = Record<Documented, string>;

/** The roles of docs/operations.md, on a schema `llm` that the first of them has migrated. */
export interface DocumentedRoles extends Record<Documented, TestRole> {
  readonly migrating: TestRole;
  drop(): Promise<void>;
}

/** Makes the roles and gives them what the page says, by the statements of the page. Partitions are there for a week. */
export async function createDocumentedRoles(database: TestDatabase): Promise<DocumentedRoles> {
  const migrating = await createRole(database);
  await database.query('CREATE SCHEMA llm');
  await database.query(`GRANT USAGE, CREATE ON SCHEMA llm TO ${migrating.name}`);
  await (
    await startContext({ imports: [logging(database, { database: { url: migrating.url, schema: 'llm' } })] })
  ).close();
  const [writing, removing, reading] = [
    await createRole(database),
    await createRole(database),
    await createRole(database),
  ];
  const roles = { migrating, writing, removing, reading };
  await database.query(grants().replace(/\b(writing|removing|reading)\b/g, (role) => roles[role as Documented].name));
  return {
    ...roles,
    drop: async () => {
      for (const role of [writing, removing, reading, migrating]) await role.drop();
    },
  };
}

/** What the page's table says of each of these tables. */
export function documentedRights(tables: readonly string[]): Record<string, Rights> {
  const rows = page()
    .split('\n')
    .filter((line) => line.startsWith('| `llm_'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return Object.fromEntries(
    tables.map((table) => {
      const row = rows.find(([, names]) =>
        [...names!.matchAll(/`([^`]+)`/g)].some(([, name]) => matches(name!, table)),
      );
      if (row === undefined) throw new Error(`docs/operations.md says nothing of the rights on ${table}.`);
      return [table, { writing: sorted(row[2]!), removing: sorted(row[3]!), reading: sorted(row[4]!) }];
    }),
  );
}

/** What the roles may do with each table of the log, but for partitions. */
export async function grantedRights(database: TestDatabase, roles: DocumentedRoles): Promise<Record<string, Rights>> {
  const rightsOf = ROLES.map(
    (role) => `ARRAY(SELECT r FROM unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) AS r
  WHERE has_table_privilege('${roles[role].name}', c.oid, r) ORDER BY r) AS ${role}`,
  );
  const rows = await database.query<{ name: string } & Record<Documented, string[]>>(
    `SELECT c.relname AS name, ${rightsOf.join(', ')} FROM pg_class AS c
WHERE relnamespace = 'llm'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`,
  );
  return Object.fromEntries(
    rows.map(({ name, writing, removing, reading }) => [
      name,
      { writing: writing.join(', '), removing: removing.join(', '), reading: reading.join(', ') },
    ]),
  );
}

function page(): string {
  return readFileSync(PAGE, 'utf8');
}

function grants(): string {
  return /```sql\n(GRANT USAGE[^]*?)```/.exec(page())![1]!;
}

function matches(pattern: string, table: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(table);
}

function sorted(rights: string): string {
  return rights === 'none' ? '' : rights.split(', ').sort().join(', ');
}
