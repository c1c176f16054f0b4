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
  'llm-exchange/src/call/call.ts': 'export type Call = 1;',
  'llm-exchange/src/call/value-circle-a.ts':
    "import { b } from './value-circle-b.js';\nexport const a = (): unknown => b;",
  'llm-exchange/src/call/value-circle-b.ts':
    "import { a } from './value-circle-a.js';\nexport const b = (): unknown => a;",
  'llm-exchange/src/call/type-circle-a.ts': "import type { B } from './type-circle-b.js';\nexport type A = B[];",
  'llm-exchange/src/call/type-circle-b.ts': "import type { A } from './type-circle-a.js';\nexport type B = A | 1;",
  'llm-exchange/src/call/upwards.ts': "import type { Api } from '../apis/api.js';\nexport type Upwards = Api;",
  'llm-exchange/src/call/of-node.ts': "import { hash } from 'node:crypto';\nexport const hashOf = hash;",
  'llm-exchange/src/apis/api.ts': "import type { Call } from '../call/call.js';\nexport type Api = Call;",
  'llm-exchange/src/apis/of-the-log.ts':
    "import type { Row } from '../../../llm-logging/src/storage/rows.js';\nexport type R = Row;",
  'llm-logging/src/errors.ts': 'export const error = 1;',
  'llm-logging/src/module/llm-logging.module.ts': 'export const all = 1;',
  'llm-logging/src/storage/rows.ts': "import { error } from '../errors.js';\nexport type Row = typeof error;",
  'llm-logging/src/storage/upwards.ts': "import { cost } from '../stats/cost.js';\nexport const row = cost;",
  'llm-logging/src/stats/cost.ts':
    "import type { Row } from '../storage/rows.js';\nexport const cost: Row | number = 1;",
  'llm-logging/src/stats/to-the-top.ts':
    "import { all } from '../module/llm-logging.module.js';\nexport const cost = all;",
  'llm-logging/src/drawer/junk.ts': "import type { Row } from '../storage/rows.js';\nexport type Junk = Row;",
};

describe('the order of rooms, as lint checks it', () => {
  let folder: string;
  let faults: Record<string, string[]>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'llm-logging-arrows-'));
    for (const file of ['.dependency-cruiser.mjs', 'tsconfig.base.json']) cpSync(join(ROOT, file), join(folder, file));
    for (const [name, text] of Object.entries(FILES)) {
      const file = join(folder, 'libs', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    faults = faultsIn(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['a circle of values', 'llm-exchange/src/call/value-circle-a.ts', ['no-circular']],
    ['a circle of types', 'llm-exchange/src/call/type-circle-a.ts', ['no-circular']],
    ['an arrow up for a type alone', 'llm-exchange/src/call/upwards.ts', ['arrows-of-call']],
    ['a module of Node in the pure library', 'llm-exchange/src/call/of-node.ts', ['pure-is-pure']],
    ['the log in the pure library', 'llm-exchange/src/apis/of-the-log.ts', ['pure-is-below']],
    ['an arrow up', 'llm-logging/src/storage/upwards.ts', ['arrows-of-storage']],
    ['an arrow to the module', 'llm-logging/src/stats/to-the-top.ts', ['arrows-of-stats', 'no-way-to-the-top']],
    ['a room without a place', 'llm-logging/src/drawer/junk.ts', ['rooms-are-known']],
  ])('%s is a fault', (_, file, rules) => {
    expect(faults[file]).toEqual(rules);
  });

  test.each([
    'llm-exchange/src/call/call.ts',
    'llm-exchange/src/apis/api.ts',
    'llm-logging/src/storage/rows.ts',
    'llm-logging/src/stats/cost.ts',
  ])('%s has none', (file) => {
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
  for (const { from, rule } of summary.violations) (faults[from.replace('libs/', '')] ??= []).push(rule.name);
  for (const rules of Object.values(faults)) rules.sort();
  return faults;
}
