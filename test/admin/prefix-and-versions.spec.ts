import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplication, RequestMethod, VersioningType } from '@nestjs/common';
import { type AdminApplication, PLATFORMS, startAdmin } from '../support/admin.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

type Prepare = (app: INestApplication) => void;

const HEADER = { type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' } as const;

const APPLICATIONS: [name: string, prepare: Prepare, prefix: string][] = [
  ['a global prefix', (app) => void app.setGlobalPrefix('api/v2'), '/api/v2/admin/llm'],
  [
    'versions in the path',
    (app) => void app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    '/admin/llm',
  ],
  ['versions in a header', (app) => void app.enableVersioning(HEADER), '/admin/llm'],
  [
    'both',
    (app) => void app.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI, defaultVersion: ['1', '2'] }),
    '/api/admin/llm',
  ],
  [
    'a prefix that leaves the admin API out',
    (app) => void app.setGlobalPrefix('api', { exclude: [{ path: 'admin/llm/*path', method: RequestMethod.ALL }] }),
    '/admin/llm',
  ],
];

describe.each(PLATFORMS)('on %s', (platform) => {
  let database: TestDatabase;
  let admin: AdminApplication | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await admin?.app.close();
  });
  afterAll(() => database?.drop());

  it.each(APPLICATIONS)(
    'the admin API is there with %s, without a version of its own',
    async (_name, prepare, prefix) => {
      admin = await startAdmin(platform, database, undefined, prepare);
      for (const route of ['calls', 'stats/cost', 'facets', 'export'])
        await admin.http.get(`${prefix}/${route}`).expect(200);
      const { body } = await admin.http.get(`${prefix}/calls?limit=0`).expect(400);
      expect(body).toMatchObject({ instance: `${prefix}/calls`, errors: [{ field: 'limit' }] });
      await admin.http.get(`/v1${prefix}/calls`).expect(404);
    },
  );
});
