import { afterEach, beforeEach } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { killApplications } from './application-process.js';
import { Ledger } from './ledger.js';
import { TcpProxy } from './tcp-proxy.js';
import { temporaryFolder } from './temporary.js';

/** What each test of a fault has anew. */
export interface FaultBed {
  readonly database: TestDatabase;
  /** In front of the database. */
  readonly proxy: TcpProxy;
  readonly ledger: Ledger;
  /** Folder for journals. */
  readonly journals: string;
}

/** For a `describe` whose tests run applications in processes of their own, none of which outlives its test. */
export function faultBed(): FaultBed {
  let bed: Omit<FaultBed, 'journals'>;
  let journals: ReturnType<typeof temporaryFolder>;
  beforeEach(async () => {
    const database = await createTestDatabase();
    journals = temporaryFolder();
    const proxy = await TcpProxy.start(database.url);
    bed = { database, proxy, ledger: new Ledger() };
  });
  afterEach(async () => {
    await killApplications();
    await bed.proxy.close();
    journals.remove();
    await bed.database.drop();
  });
  return {
    get database() {
      return bed.database;
    },
    get proxy() {
      return bed.proxy;
    },
    get ledger() {
      return bed.ledger;
    },
    get journals() {
      return journals.path;
    },
  };
}
