// Writes docs/reference from the comments of what the built package exports. `--check` only compares, and fails where a page is out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { describeName } from './reference/describe-name.mjs';
import { optionsPage } from './reference/options-page.mjs';

const ROOT = join(import.meta.dirname, '../..');
const LIBRARY = join(ROOT, 'libs/llm-logging');
const TARGET = join(ROOT, 'docs/reference');
const NOTE = '<!-- Made from the comments in the source by `npm run docs:reference`. -->';

const INTRODUCTIONS = {
  '.': 'Everything that an application imports.',
  './exchange': 'What a call says, costs and hides: pure functions that need no NestJS and no database.',
  './testing': 'What stands in for the log in unit tests, see [testing](../testing.md).',
};

const { exports } = JSON.parse(readFileSync(join(LIBRARY, 'package.json'), 'utf8'));
const entries = Object.keys(INTRODUCTIONS).map((entry) => ({
  name: join('nestjs-llm-logging', entry),
  page: entry === '.' ? 'nestjs-llm-logging.md' : `${entry.slice(2)}.md`,
  introduction: INTRODUCTIONS[entry],
  file: join(LIBRARY, exports[entry].import.types),
}));
const program = ts.createProgram(
  entries.map(({ file }) => file),
  { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, skipLibCheck: true },
);
const checker = program.getTypeChecker();

const { llmLoggingOptions } = await import(join(LIBRARY, 'dist/options/llm-logging.options.js'));
const pages = new Map([['options.md', optionsPage(checker, exportsOf(entries[0].file), llmLoggingOptions)]]);
for (const { name, page, introduction, file } of entries) {
  const described = exportsOf(file).map((symbol) => describeName(checker, symbol));
  pages.set(page, `# \`${name}\`\n\n${introduction}\n\n${described.join('\n\n')}\n`);
}
pages.set('README.md', index());

const stale = [];
mkdirSync(TARGET, { recursive: true });
for (const [page, text] of pages) {
  const path = join(TARGET, page);
  const options = { ...(await resolveConfig(path)), parser: 'markdown' };
  const whole = await format(`${NOTE}\n\n${text}`, options);
  if (read(path) === whole) continue;
  stale.push(page);
  if (!process.argv.includes('--check')) writeFileSync(path, whole);
}
if (stale.length > 0 && process.argv.includes('--check')) {
  console.error(`docs/reference is out of date: ${stale.join(', ')}. Run \`npm run docs:reference\`.`);
  process.exit(1);
}

function exportsOf(file) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  return checker.getExportsOfModule(module).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function index() {
  const lines = entries.map(({ name, page, introduction }) => `- [\`${name}\`](${page}): ${introduction}`);
  const report =
    '- [API report](api/nestjs-llm-logging.api.md): the whole surface as declarations, for diffs between versions';
  return `# Reference\n\n- [Options](options.md) of \`LlmLoggingModule.forRoot()\`\n${lines.join('\n')}\n${report}\n`;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
