import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { servePglite } from './pglite-server.mjs';
import { CLI, dropLaterPartitions } from './templates.mjs';

/** Makes a PGlite that the built package has migrated in the folder that is named. */
const db = await PGlite.create(process.argv[2]);
const url = await servePglite(db);
await promisify(execFile)(process.execPath, [CLI, 'migrate', '--url', url]);
await dropLaterPartitions(url);
await db.close();
process.exit();
