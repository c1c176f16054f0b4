import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { APPLICATIONS, packagesOf, type Application } from './applications.js';

const run = promisify(execFile);
const libraryAt = (name: string): string => fileURLToPath(new URL(`../../libs/${name}`, import.meta.url));
const LIBRARY = libraryAt('llm-logging');
const TEMPLATE = fileURLToPath(new URL('./application', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../scripts/package.mjs', import.meta.url));
const TYPESCRIPT = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** `npm run test:applications` installs every one and builds it in every way: some minutes. */
const ALL = process.env['TEST_APPLICATIONS'] === 'all';
const INSTALLED = APPLICATIONS.filter(({ isAlwaysInstalled }) => ALL || isAlwaysInstalled === true);
const isBundle = (build: string): boolean => build !== 'tsc' && build !== 'swc';

const VERSION = (JSON.parse(readFileSync(join(LIBRARY, 'package.json'), 'utf8')) as { version: string }).version;

const ONE_CALL = {
  calls: [{ prompt: 'hello', response: 'HELLO', estimatedCost: 0.0025 }],
  totalCost: 0.0025,
  page: 200,
  version: VERSION,
};

const EXPECTED_FILES: Record<string, string[]> = {
  'llm-exchange': [
    ...['LICENSE', 'README.md', 'package.json'],
    ...['index.js', 'curl/index.js', 'cjs/index.js', 'cjs/curl/index.d.ts', 'cjs/package.json'].map(inDist),
  ],
  'llm-logging': [
    ...[
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'package.json',
      'schematics/collection.json',
      'schematics/nest-add.cjs',
    ],
    ...['index.js', 'index.d.ts', 'testing/index.js', 'llm-exchange.js', 'cjs/llm-exchange.js', 'cli.js'].map(inDist),
    ...['cjs/index.js', 'cjs/index.d.ts', 'cjs/package.json'].map(inDist),
  ],
};

function inDist(file: string): string {
  return `dist/${file}`;
}

describe('an application that installs the packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-logging-applications-'));
  const tarballs: Record<string, string> = {};

  beforeAll(async () => {
    const published = join(folder, 'llm-exchange');
    await run(process.execPath, [PACKAGE, published], { cwd: libraryAt('llm-exchange') });
    for (const [library, cwd] of [
      ['llm-exchange', published],
      ['llm-logging', LIBRARY],
    ] as const) {
      const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd });
      tarballs[library] = join(folder, stdout.trim().split('\n').at(-1)!);
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.entries(EXPECTED_FILES))('%s holds what it should and nothing else', async (library, expected) => {
    const { stdout } = await run('tar', ['-tzf', tarballs[library]!]);
    const files = stdout.trim().split('\n');
    expect(files).toEqual(expect.arrayContaining(expected.map((file) => `package/${file}`)));
    expect(files.filter((file) => /\.spec\.|tsbuildinfo|\/src\//.test(file))).toEqual([]);
  });

  it.each(Object.keys(EXPECTED_FILES))('%s is taken by publint and attw without a warning', async (library) => {
    const tarball = new Uint8Array(readFileSync(tarballs[library]!));
    const { messages } = await publint({ pack: { tarball: tarball.buffer } });
    expect(messages).toEqual([]);
    const analysed = await checkPackage(createPackageFromTarballData(tarball));
    expect(analysed).toMatchObject({ types: { kind: 'included' }, problems: [] });
  });

  describe.each(INSTALLED.map((application) => [application.name, application] as const))('%s', (name, application) => {
    const place = join(folder, name.replaceAll(/\W+/g, '-'));
    let database: TestDatabase;

    const command = async (file: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
      const options = { cwd: place, env: { ...process.env, NODE_OPTIONS: '', ...env } };
      const { stdout } = await run(file, args, options).catch((error: { stdout: string; stderr: string }) => {
        throw new Error(`${file} ${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
      });
      return stdout;
    };
    const started = async (file: string): Promise<unknown> => {
      const lines = await command(process.execPath, [file], { DATABASE_URL: database.url });
      return JSON.parse(lines.trim().split('\n').at(-1)!);
    };

    beforeAll(async () => {
      database = await createTestDatabase();
      makeApplication(place, application, tarballs);
      const [installer, ...how] = INSTALLERS[application.installer ?? 'npm'];
      for (const packages of [packagesOf(application), Object.values(tarballs)])
        await command(installer, [...how, '--ignore-scripts', '--prefer-offline', ...packages]);
    }, 300_000);

    afterAll(() => database?.drop());

    if (application.tests !== undefined) {
      it(`passes its unit tests with ${application.tests} as it is`, async () => {
        const runner = application.tests === 'vitest' ? ['vitest', 'run'] : ['jest', '--runInBand'];
        await command('npx', ['--no-install', ...runner]);
      }, 120_000);
    }

    it('has one instance of the package, whether it is imported or required', async () => {
      const said = JSON.parse(await command(process.execPath, ['both.mjs'])) as unknown;
      expect(said).toEqual({ names: true, isOne: true, isOneInTests: true });
    });

    it('has all of llm-exchange in few files, the same for both kinds of modules and for each entry alone', async () => {
      const said = JSON.parse(await command(process.execPath, ['entries.mjs'])) as Record<string, string[]>;
      expect(Object.keys(said)).toContain('llm-exchange/curl');
      for (const [entry, names] of Object.entries(said)) {
        const compiled = join(libraryAt('llm-exchange'), 'dist', entry.slice('llm-exchange'.length), 'index.js');
        expect(names).toEqual(Object.keys((await import(compiled)) as object).sort());
      }
      const modules = readdirSync(join(place, 'node_modules/llm-exchange/dist'), { recursive: true }).map(String);
      expect(modules.filter((file) => file.endsWith('.js') && !file.startsWith('cjs')).length).toBeLessThan(40);
    });

    it('has a command that shows and runs its migrations', async () => {
      const cli = (...args: string[]): Promise<string> =>
        command('npx', ['--no-install', 'nestjs-llm-logging', ...args]);
      const schema = ['--url', database.url, '--schema', 'by_command'];
      expect(await cli('migrate', ...schema, '--dry-run')).toContain('PARTITION BY RANGE (id)');
      expect(await cli('migrate', ...schema)).toContain('Done');
      expect(await cli('migrate', ...schema)).toContain('up to date');
      await expect(cli('migrate', '--url', 'mysql://x')).rejects.toThrow();
      await expect(cli('nonsense')).rejects.toThrow();
    }, 120_000);

    it.each(application.builds.filter((build) => !isBundle(build)))(
      'compiles with %s, records a call and shows its dashboard',
      async (build) => {
        await database.query('TRUNCATE llm_calls').catch(() => undefined);
        if (build === 'tsc') await command(process.execPath, [TYPESCRIPT, '-p', '.']);
        else await command(process.execPath, ['swc.mjs']);
        expect(await started('dist/main.js')).toMatchObject({ ...ONE_CALL, totalCost: expect.any(Number) });
      },
      120_000,
    );

    const bundles = ALL ? application.builds.filter(isBundle) : [];
    if (bundles.length === 0) return;
    it.each(bundles)(
      'is bundled: %s',
      async (build) => {
        await database.query('TRUNCATE llm_calls').catch(() => undefined);
        const format = build === 'esbuild to a module' ? 'esm' : 'cjs';
        await command(process.execPath, ['bundle.mjs', build.split(' ')[0]!, format]);
        const bundle = `bundled/bundle.${format === 'esm' ? 'mjs' : 'cjs'}`;
        expect(await started(bundle)).toMatchObject({ ...ONE_CALL, totalCost: expect.any(Number) });
        // Without the package beside it the log works; its dashboard is not there, and says what to deploy.
        await database.query('TRUNCATE llm_calls');
        const [installed, away] = [join(place, 'node_modules/nestjs-llm-logging'), join(place, 'away')];
        renameSync(installed, away);
        const alone = await started(bundle).finally(() => renameSync(away, installed));
        expect(alone).toMatchObject({ calls: ONE_CALL.calls, page: 404, version: 'unknown' });
      },
      240_000,
    );
  });
});

const INSTALLERS = {
  npm: ['npm', 'install', '--no-audit', '--no-fund'],
  pnpm: ['npx', '--yes', 'pnpm@10', 'add'],
} as const;

function makeApplication(place: string, application: Application, tarballs: Readonly<Record<string, string>>): void {
  const { format, adapter, tests, installer } = application;
  mkdirSync(place);
  cpSync(TEMPLATE, place, { recursive: true });
  writeFileSync(join(place, 'src/adapter.ts'), ADAPTERS[adapter]);
  if (format === 'commonjs') {
    for (const file of readdirSync(join(place, 'src'))) withoutExtensions(join(place, 'src', file));
  }
  const json = (file: string, content: object): void => writeFileSync(join(place, file), JSON.stringify(content));
  // npm takes the packed llm-exchange for what the log asks for by its version; pnpm needs an override.
  const overrides = { 'llm-exchange': `file:${tarballs['llm-exchange']}` };
  json('package.json', {
    ...{ name: 'fresh', private: true, type: format },
    ...(installer === 'pnpm' && { pnpm: { overrides } }),
    ...(tests !== undefined && CONFIGURED[tests]),
  });
  json('tsconfig.json', tsconfigFor(application));
  writeFileSync(join(place, 'vitest.config.mjs'), VITEST);
}

/** Imports as CommonJS has them. */
function withoutExtensions(file: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(from '\.\/[\w.-]+)\.js'/g, "$1'"));
}

const ADAPTERS = {
  express: `import { ExpressAdapter } from '@nestjs/platform-express';\nexport const adapter = new ExpressAdapter();\n`,
  fastify: `import { FastifyAdapter } from '@nestjs/platform-fastify';\nexport const adapter = new FastifyAdapter();\n`,
};

const JEST = {
  testRegex: '.*\\.spec\\.ts$',
  rootDir: 'src',
  moduleFileExtensions: ['js', 'json', 'ts'],
  testEnvironment: 'node',
};

const SWC = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};

const CONFIGURED = {
  'ts-jest': { jest: { ...JEST, transform: { '^.+\\.(t|j)s$': 'ts-jest' } } },
  '@swc/jest': { jest: { ...JEST, transform: { '^.+\\.(t|j)s$': ['@swc/jest', SWC] } } },
  vitest: {},
};

const VITEST = `
import swc from 'unplugin-swc';
export default { plugins: [swc.vite()], oxc: false, test: { globals: true, include: ['src/*.spec.ts'] } };
`;

/** NestJS 12 is written in ES modules: TypeScript's `node16` does not let CommonJS load them, as Node does by now. */
const moduleOf = ({ nest, format }: Application): string =>
  nest === 12 && format === 'commonjs' ? 'NodeNext' : 'Node16';

const tsconfigFor = (application: Application): object => ({
  compilerOptions: {
    target: 'ES2022',
    module: moduleOf(application),
    moduleResolution: moduleOf(application),
    isolatedModules: true,
    strict: true,
    outDir: 'dist',
    rootDir: 'src',
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: true,
    types: ['node', ...(application.tests === 'vitest' ? [] : ['jest'])],
  },
  include: ['src'],
  exclude: ['src/*.spec.ts'],
});
