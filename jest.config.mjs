import { availableParallelism } from 'node:os';
import { ON_PGLITE } from './test/support/on-pglite.mjs';

const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const jsx = {
  parser: { syntax: 'typescript', tsx: true },
  transform: { react: { runtime: 'automatic' } },
};

const shared = {
  rootDir: import.meta.dirname,
  // Kept between runs: transformed files, and how long each spec took.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['/dist/', '/.data/'],
};

const sourcePaths = { '^(\\.{1,2}/.*)\\.js$': '$1' };

/** Specs that need a database: each file has its own temporary directory. */
const withDatabase = {
  ...shared,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testEnvironment: '<rootDir>/test/support/isolated-environment.mjs',
  moduleNameMapper: sourcePaths,
};

/** Those of a folder, on PGlite those of them that are listed. */
function specsIn(folder, pattern) {
  if (process.env.TEST_DATABASE !== 'pglite') return [`<rootDir>/${folder}/${pattern}`];
  return ON_PGLITE.filter((spec) => spec.startsWith(`${folder}/`)).map((spec) => `<rootDir>/${spec}`);
}

/** Unit and rendering specs need no database; `*.database.spec.ts` do. All three run the source beside them; everything in `test/` uses the built package by its name, as a stranger would. */
export default {
  testTimeout: 120_000,
  // One more than there are processors: much of the time of specs is waiting, for processes, browsers and moments.
  maxWorkers: availableParallelism() + 1,
  // ES modules of a file stay in memory when it is over: a worker that has run many spends its time on collecting garbage.
  workerIdleMemoryLimit: '1200MB',
  testSequencer: '<rootDir>/test/support/slow-first.mjs',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/libs/*/src/**/*.spec.ts', '<rootDir>/apps/*/src/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.database\\.spec\\.ts$'],
      moduleNameMapper: sourcePaths,
    },
    {
      ...shared,
      displayName: 'rendering',
      extensionsToTreatAsEsm: ['.ts', '.tsx'],
      transform: { '\\.tsx?$': ['@swc/jest', { ...swc, jsc: { ...swc.jsc, ...jsx } }] },
      testMatch: ['<rootDir>/libs/llm-logging-dashboard/src/**/*.spec.tsx'],
      moduleNameMapper: { '\\.module\\.css$': '<rootDir>/test/support/style-names.mjs', ...sourcePaths },
    },
    {
      ...withDatabase,
      displayName: 'database',
      testMatch: specsIn('libs', '*/src/**/*.database.spec.ts'),
    },
    {
      ...withDatabase,
      displayName: 'e2e',
      testMatch: [...specsIn('test', '**/*.spec.ts'), ...specsIn('examples', '*.spec.ts')],
      // What `npm run package` makes has the name of a library, too.
      modulePathIgnorePatterns: ['/.data/', '<rootDir>/dist/'],
    },
  ],
};
