import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { roomyFolder, SPEEDY_FLAGS } from '../support/global-setup.mjs';
import { startServer } from './server.mjs';
import { programsOf, VERSIONS } from './versions.mjs';

/** Where SQL is that versions could answer differently. */
const SUITES = ['\\.database\\.spec', 'test/storage/', 'test/delivery/', 'test/stats/'];
const JEST = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin', 'jest.js');

const wanted = process.argv.slice(2);
const unknown = wanted.filter((version) => !(version in VERSIONS));
if (unknown.length > 0) {
  console.error(`Not supported: PostgreSQL ${unknown.join(', ')}. There are ${Object.keys(VERSIONS).join(', ')}.`);
  process.exit(2);
}

const rows = [];
for (const version of wanted.length > 0 ? wanted : Object.keys(VERSIONS)) rows.push(await runOn(version));
console.table(Object.fromEntries(rows.map(({ version, ...row }) => [`PostgreSQL ${version}`, row])));
process.exitCode = rows.every(({ failed }) => failed === 0) ? 0 : 1;

async function runOn(version) {
  console.log(`PostgreSQL ${VERSIONS[version].replace(/-.*/, '')}`);
  const server = await startServer(await programsOf(version), { flags: SPEEDY_FLAGS, parent: roomyFolder() });
  const folder = mkdtempSync(join(tmpdir(), 'llm-logging-results-'));
  try {
    const results = await runSuites(server.url, join(folder, 'results.json'));
    return { version, ...results };
  } finally {
    rmSync(folder, { recursive: true });
    await server.stop();
  }
}

async function runSuites(url, outputFile) {
  const started = performance.now();
  const args = [JEST, '--selectProjects', 'database', 'e2e', '--json', `--outputFile=${outputFile}`, ...SUITES];
  const jest = spawn(
    process.execPath,
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...args],
    {
      // What Jest prints of results goes to the file.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DATABASE_URL: url },
    },
  );
  await once(jest, 'exit');
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(outputFile, 'utf8'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + numRuntimeErrorTestSuites,
    skipped: numPendingTests,
    seconds: Math.round((performance.now() - started) / 1_000),
  };
}
