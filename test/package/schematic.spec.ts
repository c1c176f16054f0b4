import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const folder = '../../libs/llm-logging/';
const { default: nestAdd } = require(`${folder}schematics/nest-add.cjs`) as {
  default: (options?: object) => (tree: object, context: object) => unknown;
};

/** Files and messages, as the command line of NestJS has them. */
function added(files: Record<string, string>, options?: object): { files: Record<string, string>; said: string[] } {
  const said: string[] = [];
  const say = (line: string): unknown => said.push(line);
  const tree = {
    exists: (path: string) => path in files,
    read: (path: string) => Buffer.from(files[path]!),
    overwrite: (path: string, text: string) => (files[path] = text),
  };
  nestAdd(options)(tree, { logger: { info: say, warn: say } });
  return { files, said };
}

const CALL = 'LlmLoggingModule.forRoot({ database: { url: process.env.DATABASE_URL! } })';

describe('nest add nestjs-llm-logging', () => {
  it('is found through package.json', () => {
    const { schematics, files } = JSON.parse(
      readFileSync(new URL(`${folder}package.json`, import.meta.url), 'utf8'),
    ) as { schematics: string; files: string[] };
    const collection = require(`${folder}${schematics}`) as { schematics: Record<string, { factory: string }> };
    expect(collection.schematics['nest-add']!.factory).toBe('./nest-add.cjs');
    expect(files).toContain('schematics');
  });

  it.each([
    ['an empty list', 'imports: [],', `imports: [${CALL}],`],
    ['a list', 'imports: [ChatModule],', `imports: [${CALL}, ChatModule],`],
    ['a list of lines', 'imports: [\n    ChatModule,\n  ],', `imports: [\n    ${CALL},\n    ChatModule,\n  ],`],
    ['no list', 'controllers: [],', `\n  imports: [${CALL}],\n  controllers: [],`],
  ])('adds the module to %s', (_name, before, after) => {
    const source = (body: string): string => `@Module({\n  ${body}\n})\nexport class AppModule {}\n`;
    const { files, said } = added({
      'src/app.module.ts': `import { Module } from '@nestjs/common';\n\n${source(before)}`,
    });
    const text = files['src/app.module.ts']!;
    expect(text.replaceAll(/\s+/g, ' ')).toBe(
      `import { Module } from '@nestjs/common'; import { LlmLoggingModule } from 'nestjs-llm-logging'; ${source(after).replaceAll(/\s+/g, ' ')}`,
    );
    expect(said).toEqual([expect.stringContaining('src/app.module.ts imports LlmLoggingModule')]);
    expect(added({ ...files }).files).toEqual(files);
  });

  it('says what to do where there is no module', () => {
    expect(added({}).said).toEqual([expect.stringContaining(`Add to the imports of your root module: ${CALL}`)]);
    const other = { 'apps/a/main.ts': 'export {};\n' };
    const { files, said } = added({ ...other }, { sourceRoot: 'apps/a', module: 'main.ts' });
    expect(files).toEqual(other);
    expect(said[0]).toContain('apps/a/main.ts has no @Module');
  });
});
