// Writes docs/reference/api: the surface of the built packages, declaration by declaration, so that a change of it is seen in a diff.
// `--check` only compares, and fails where the surface is another than the one in git.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { surfaceOf } from './reference/surface.mjs';

const ROOT = join(import.meta.dirname, '../..');
const TARGET = join(ROOT, 'docs/reference/api');

const ENTRIES = [
  { name: 'nestjs-llm-logging', file: 'libs/llm-logging/dist/index.d.ts' },
  { name: 'nestjs-llm-logging/exchange', file: 'libs/llm-logging/dist/llm-exchange.d.ts' },
  { name: 'nestjs-llm-logging/testing', file: 'libs/llm-logging/dist/testing/index.d.ts' },
  { name: 'llm-exchange', file: 'libs/llm-exchange/dist/index.d.ts' },
].map((entry) => ({ ...entry, file: join(ROOT, entry.file) }));

const program = ts.createProgram(
  ENTRIES.map(({ file }) => file),
  { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, skipLibCheck: true },
);

const changed = [];
mkdirSync(TARGET, { recursive: true });
for (const { name, file } of ENTRIES) {
  const path = join(TARGET, `${name.replace('/', '-')}.api.md`);
  const text = await format(pageOf(name, file), { ...(await resolveConfig(path)), parser: 'markdown' });
  if (textIn(path) === text) continue;
  changed.push(name);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
}
if (changed.length > 0 && process.argv.includes('--check')) {
  console.error(
    `The public surface is another than in docs/reference/api: ${changed.join(', ')}. Run \`npm run docs:api\` and read the diff.`,
  );
  process.exit(1);
}

function pageOf(name, file) {
  const { exported, reached } = surfaceOf(program, file);
  const unnamed =
    reached.length === 0 ? '' : `\n## Used by these, not exported\n\n\`\`\`ts\n${reached.join('\n\n')}\n\`\`\`\n`;
  const note = '<!-- Made from what the built package exports by `npm run docs:api`. -->';
  return `${note}\n\n# API report of \`${name}\`\n\n\`\`\`ts\n${exported.join('\n\n')}\n\`\`\`\n${unnamed}`;
}

function textIn(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
