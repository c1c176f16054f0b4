// The long form of the fault suite: npm run test:faults [-- what jest takes]. It prints what was found as a table.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const file = process.env.FAULTS_FIGURES ?? join(mkdtempSync(join(tmpdir(), 'llm-logging-faults-')), 'figures.jsonl');
const given = process.argv.slice(2);
/** What has a long form: all that is scaled by test/support/scale.ts. */
const LONG = [
  'test/faults',
  'test/storage/large-export',
  'test/stats/workload',
  'test/stats/random-questions',
  'stats/rollups.database',
];
const jest = ['node_modules/jest/bin/jest.js', '--runInBand', ...(given.length > 0 ? given : LONG)];
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...jest],
  {
    stdio: 'inherit',
    env: { ...process.env, FAULTS: process.env.FAULTS ?? 'long', FAULTS_FIGURES: file },
  },
);

console.log(`\n${table(existsSync(file) ? readFileSync(file, 'utf8') : '')}`);
process.exitCode = status ?? 1;

function table(lines) {
  const rows = lines.split('\n').filter(Boolean).map(JSON.parse).map(rowOf);
  return [
    '| fault | extent | calls acknowledged | lost | doubled | remarks |',
    '| --- | --- | --: | --: | --: | --- |',
    ...rows,
  ].join('\n');
}

function rowOf({ fault, extent, acknowledged, lost, doubled, remarks = '' }) {
  const [calls, gone, twice] = [acknowledged, lost, doubled].map((number) => number.toLocaleString('en'));
  return `| ${fault} | ${extent} | ${calls} | ${gone} | ${twice} | ${remarks} |`;
}
