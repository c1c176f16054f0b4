/** An application that somebody has: what it is built of, and how. */
export interface Application {
  readonly name: string;
  readonly nest: 10 | 11 | 12;
  readonly format: 'commonjs' | 'module';
  readonly adapter: 'express' | 'fastify';
  /** Who runs its unit tests; undefined where there is no such combination. */
  readonly tests: 'ts-jest' | '@swc/jest' | 'vitest' | undefined;
  readonly builds: readonly ('tsc' | 'swc' | 'webpack' | 'esbuild to commonjs' | 'esbuild to a module')[];
  /** Who installs its packages, where that is not npm. */
  readonly installer?: 'pnpm';
  /** Has TypeORM and schedules of its own, of the versions that fit its NestJS; otherwise npm brings what the log needs. */
  readonly hasTypeOrm?: true;
  /** One of the few that every run of the suite installs. */
  readonly isAlwaysInstalled?: true;
}

/** NestJS 12 is written in ES modules, which Jest loads only in ES modules: applications in CommonJS test with Vitest. */
export const APPLICATIONS: readonly Application[] = [
  {
    name: 'as `nest new` made them: NestJS 11, CommonJS, Express, ts-jest',
    nest: 11,
    format: 'commonjs',
    adapter: 'express',
    tests: 'ts-jest',
    builds: ['tsc', 'webpack', 'esbuild to commonjs'],
    isAlwaysInstalled: true,
  },
  {
    name: 'as it is made today: NestJS 12, ES modules, Fastify, Vitest',
    nest: 12,
    format: 'module',
    adapter: 'fastify',
    tests: 'vitest',
    builds: ['tsc', 'esbuild to a module'],
  },
  {
    name: 'of some years: NestJS 10, CommonJS, Express, ts-jest',
    nest: 10,
    format: 'commonjs',
    adapter: 'express',
    tests: 'ts-jest',
    builds: ['tsc', 'webpack'],
  },
  {
    name: 'NestJS 10, CommonJS, Fastify, swc',
    nest: 10,
    format: 'commonjs',
    adapter: 'fastify',
    tests: '@swc/jest',
    hasTypeOrm: true,
    builds: ['swc', 'esbuild to commonjs'],
  },
  {
    name: 'NestJS 11, CommonJS, Fastify, swc',
    nest: 11,
    format: 'commonjs',
    adapter: 'fastify',
    tests: '@swc/jest',
    hasTypeOrm: true,
    builds: ['swc'],
  },
  {
    name: 'NestJS 11, ES modules, Express, Vitest, installed by pnpm',
    nest: 11,
    format: 'module',
    adapter: 'express',
    tests: 'vitest',
    installer: 'pnpm',
    builds: ['tsc', 'esbuild to a module'],
  },
  {
    name: 'NestJS 12, CommonJS, Express, Vitest',
    nest: 12,
    format: 'commonjs',
    adapter: 'express',
    tests: 'vitest',
    hasTypeOrm: true,
    builds: ['tsc', 'swc', 'esbuild to a module'],
  },
];

/** What belongs together and runs on Node 20. */
const VERSIONS = {
  10: { typeormModule: '10', schedule: '4', typeorm: '0.3' },
  11: { typeormModule: '11', schedule: '6', typeorm: '0.3' },
  12: { typeormModule: '12', schedule: '12', typeorm: '1' },
} as const;

const TEST_PACKAGES = {
  'ts-jest': ['jest@30', 'ts-jest@29', '@types/jest@30', 'typescript@5'],
  '@swc/jest': ['jest@30', '@swc/jest@0.2', '@swc/core@1', '@types/jest@30'],
  vitest: ['vitest@4', 'unplugin-swc@1', '@swc/core@1'],
};

const BUILD_PACKAGES = {
  tsc: [],
  swc: ['@swc/core@1'],
  webpack: ['webpack@5', 'ts-loader@9', 'typescript@5'],
  'esbuild to commonjs': ['esbuild@0.28'],
  'esbuild to a module': ['esbuild@0.28'],
};

/** What it has before the log is installed. */
export function packagesOf({ nest, adapter, tests, builds, hasTypeOrm }: Application): string[] {
  return [
    ...['common', 'core', 'testing', 'platform-express'].map((name) => `@nestjs/${name}@${nest}`),
    ...(adapter === 'fastify' ? [`@nestjs/platform-fastify@${nest}`] : []),
    ...(hasTypeOrm ? typeOrmOf(nest) : []),
    'rxjs@7',
    'reflect-metadata@0.2',
    '@types/node@20',
    ...(tests === undefined ? [] : TEST_PACKAGES[tests]),
    ...builds.flatMap((build) => BUILD_PACKAGES[build]),
  ];
}

function typeOrmOf(nest: Application['nest']): string[] {
  const { typeormModule, schedule, typeorm } = VERSIONS[nest];
  return [
    `@nestjs/typeorm@${typeormModule}`,
    `@nestjs/schedule@${schedule}`,
    `typeorm@${typeorm}`,
    'pg@8',
    'class-validator@0.14',
    'class-transformer@0.5',
  ];
}
