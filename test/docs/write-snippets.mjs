// Writes the whole modules among the documentation's examples (those that begin with an import) to test/docs/snippets, to be type-checked.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const TARGET = join(import.meta.dirname, 'snippets');
/** Of packages that are not installed here, and of declarations that another example makes. */
const UNKNOWN = /from '(drizzle-kit|@mikro-orm\/postgresql)'|declare module 'vitest'|toHaveRecordedLlmCall/;
const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name))];

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET);
for (const page of pages.filter((name) => name.endsWith('.md'))) {
  const blocks = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)];
  for (const [index, [, code]] of blocks.entries()) {
    if (!/^import /.test(code) || UNKNOWN.test(code)) continue;
    writeFileSync(join(TARGET, `${page.replaceAll(/\W+/g, '-')}-${index + 1}.ts`), `${code}\nexport {};\n`);
  }
}
