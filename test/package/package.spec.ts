import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const run = promisify(execFile);
const LIBRARY = fileURLToPath(new URL('../../libs/llm-logging', import.meta.url));
const TYPESCRIPT = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** What an application has beside the log, at versions that belong together and run on Node 20. */
const APPLICATIONS = {
  'NestJS 11': { nest: '11', typeormModule: '11', schedule: '6', typeorm: '0.3' },
  'NestJS 12': { nest: '12', typeormModule: '12', schedule: '12', typeorm: '1' },
};

const MAIN = `
import 'reflect-metadata';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmCallRepository, LlmCallType, LlmLoggerService, LlmLoggingModule, LlmStatsService, LogLlmCall } from 'nestjs-llm-logging';

@Injectable()
class ChatService {
  @LogLlmCall({ callType: LlmCallType.CHAT, provider: 'openai', model: 'gpt-4o', prompt: ([text]: [string]) => text })
  async ask(text: string) {
    return { choices: [{ message: { content: text.toUpperCase() } }], usage: { prompt_tokens: 1000, completion_tokens: 0 } };
  }
}

@Controller()
class ChatController {
  constructor(private readonly chat: ChatService) {}

  @Get()
  ask() {
    return this.chat.ask('hello');
  }
}

@Module({
  imports: [LlmLoggingModule.forRoot({ database: { url: process.env.DATABASE_URL!, poolSize: 1 }, admin: { public: true } })],
  controllers: [ChatController],
  providers: [ChatService],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'] });
await app.listen(0);
const base = await app.getUrl();
await fetch(base.replace('[::1]', 'localhost'));
await app.get(LlmLoggerService).flush();
const { items: [call] } = await app.get(LlmCallRepository).listByFilters({ search: 'HELLO' });
const cost = await app.get(LlmStatsService).getCostStats();
const answer = await fetch(base.replace('[::1]', 'localhost') + '/admin/llm/calls');
console.log(JSON.stringify({ prompt: call!.prompt, response: call!.response, cost: call!.estimatedCost, total: cost.totalCost, admin: answer.status }));
await app.close();
`;

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    strict: true,
    outDir: 'dist',
    rootDir: '.',
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: true,
    types: ['node'],
  },
  files: ['main.ts'],
};

describe('the packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-logging-package-'));
  let tarball: string;

  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: LIBRARY });
    tarball = join(folder, stdout.trim().split('\n').at(-1)!);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds what it should and nothing else', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball]);
    const files = stdout.trim().split('\n');
    expect(files).toEqual(
      expect.arrayContaining(
        ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/index.js', 'dist/index.d.ts', 'dist/cli.js'].map(
          (file) => `package/${file}`,
        ),
      ),
    );
    expect(files.filter((file) => /\.spec\.|tsbuildinfo|\/src\//.test(file))).toEqual([]);
  });

  describe.each(Object.entries(APPLICATIONS))('in a fresh %s application', (_name, versions) => {
    const { nest, typeormModule, schedule, typeorm } = versions;
    const app = join(folder, `nest-${nest}`);
    let database: TestDatabase;

    beforeAll(async () => {
      database = await createTestDatabase();
      mkdirSync(app);
      writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'fresh', private: true, type: 'module' }));
      writeFileSync(join(app, 'main.ts'), MAIN);
      writeFileSync(join(app, 'tsconfig.json'), JSON.stringify(TSCONFIG));
      const packages = [
        tarball,
        `@nestjs/common@${nest}`,
        `@nestjs/core@${nest}`,
        `@nestjs/platform-express@${nest}`,
        `@nestjs/typeorm@${typeormModule}`,
        `@nestjs/schedule@${schedule}`,
        `typeorm@${typeorm}`,
        'pg@8',
        'rxjs@7',
        'reflect-metadata@0.2',
        'class-validator@0.14',
        'class-transformer@0.5',
        '@types/node@20',
      ];
      await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...packages], {
        cwd: app,
      });
    }, 300_000);

    afterAll(() => database?.drop());

    it('compiles against its types and records a call', async () => {
      await run(process.execPath, [TYPESCRIPT, '-p', '.'], { cwd: app }).catch((error: { stdout: string }) => {
        throw new Error(error.stdout);
      });
      const { stdout } = await run(process.execPath, ['dist/main.js'], {
        cwd: app,
        env: { ...process.env, DATABASE_URL: database.url },
      });
      expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
        prompt: 'hello',
        response: 'HELLO',
        cost: 0.0025,
        total: 0.0025,
        admin: 200,
      });
    }, 120_000);

    it('has a command that shows and runs its migrations', async () => {
      const cli = (...args: string[]) => run('npx', ['--no-install', 'nestjs-llm-logging', ...args], { cwd: app });
      const schema = ['--url', database.url, '--schema', 'by_command'];
      expect((await cli('migrate', ...schema, '--dry-run')).stdout).toContain('PARTITION BY RANGE (id)');
      expect((await cli('migrate', ...schema)).stdout).toContain('Done');
      expect((await cli('migrate', ...schema)).stdout).toContain('up to date');
      await expect(cli('migrate', '--url', 'mysql://x')).rejects.toMatchObject({ code: 2 });
      await expect(cli('nonsense')).rejects.toMatchObject({ code: 2 });
    }, 120_000);
  });
});
