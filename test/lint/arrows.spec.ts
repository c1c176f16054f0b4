import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** A library with one fault of each kind, and files that have none. */
const FILES = {
  'llm-logging.errors.ts': 'export const error = 1;',
  'llm-logging.module.ts': 'export const all = 1;',
  'call/call.ts': 'export type Call = 1;',
  'call/value-circle-a.ts': "import { b } from './value-circle-b.js';\nexport const a = (): unknown => b;",
  'call/value-circle-b.ts': "import { a } from './value-circle-a.js';\nexport const b = (): unknown => a;",
  'call/type-circle-a.ts': "import type { B } from './type-circle-b.js';\nexport type A = B[];",
  'call/type-circle-b.ts': "import type { A } from './type-circle-a.js';\nexport type B = A | 1;",
  'call/upwards.ts': "import type { Row } from '../storage/rows.js';\nexport type Upwards = Row;",
  'storage/rows.ts': "import type { Call } from '../call/call.js';\nexport type Row = Call;",
  'storage/upwards.ts': "import { cost } from '../stats/cost.js';\nexport const row = cost;",
  'stats/cost.ts':
    "import type { Row } from '../storage/rows.js';\nimport { error } from '../llm-logging.errors.js';\nexport const cost: Row | number = error;",
  'stats/to-the-top.ts': "import { all } from '../llm-logging.module.js';\nexport const cost = all;",
  'drawer/junk.ts': "import type { Call } from '../call/call.js';\nexport type Junk = Call;",
};

describe('the order of rooms, as lint checks it', () => {
  let folder: string;
  let faults: Record<string, string[]>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'llm-logging-arrows-'));
    for (const file of ['.dependency-cruiser.mjs', 'tsconfig.base.json']) cpSync(join(ROOT, file), join(folder, file));
    for (const [name, text] of Object.entries(FILES)) {
      const file = join(folder, 'libs/llm-logging/src', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    faults = faultsIn(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['a circle of values', 'call/value-circle-a.ts', ['no-circular']],
    ['a circle of types', 'call/type-circle-a.ts', ['no-circular']],
    ['an arrow up', 'storage/upwards.ts', ['arrows-of-storage']],
    ['an arrow up for a type alone', 'call/upwards.ts', ['arrows-of-call']],
    ['an arrow to the module', 'stats/to-the-top.ts', ['arrows-of-stats', 'no-way-to-the-top']],
    ['a room without a place', 'drawer/junk.ts', ['rooms-are-known']],
  ])('%s is a fault', (_, file, rules) => {
    expect(faults[file]).toEqual(rules);
  });

  test.each(['storage/rows.ts', 'stats/cost.ts', 'call/call.ts'])('%s has none', (file) => {
    expect(faults[file]).toBeUndefined();
  });
});

/** Names of the rules that are broken, by file. */
function faultsIn(cwd: string): Record<string, string[]> {
  const args = [CRUISER, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'libs'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const faults: Record<string, string[]> = {};
  for (const { from, rule } of summary.violations)
    (faults[from.replace('libs/llm-logging/src/', '')] ??= []).push(rule.name);
  for (const rules of Object.values(faults)) rules.sort();
  return faults;
}
