import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { endWithThisProcess } from './end-with-this-process.mjs';
import { servePglite } from './pglite-server.mjs';

/** A PGlite behind a socket, of a copy of the folder that is named, or an empty one; sends its URL to the parent and lives as long as it. */
process.on('disconnect', () => process.exit());
const [snapshot] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'llm-logging-pglite-'));
endWithThisProcess(folder);
if (snapshot) cpSync(snapshot, folder, { recursive: true });
const db = await PGlite.create(folder);
process.send({ url: await servePglite(db) });
