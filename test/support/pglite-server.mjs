import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { freePort } from './postgres.mjs';

/** A PGlite in memory behind a socket; tells its port to the parent and lives as long as it. */
const port = await freePort();
const db = await PGlite.create();
await new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 50 }).start();
process.on('disconnect', () => process.exit());
process.send({ port });
