// As `nest build` with swc: each file by itself.
import { transformFileSync } from '@swc/core';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const { type } = JSON.parse(readFileSync('package.json', 'utf8'));
mkdirSync('dist', { recursive: true });
for (const file of readdirSync('src').filter((name) => !name.endsWith('.spec.ts'))) {
  const { code } = transformFileSync(`src/${file}`, {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: type === 'module' ? 'es6' : 'commonjs' },
  });
  writeFileSync(`dist/${file.replace(/\.ts$/, '.js')}`, code);
}
