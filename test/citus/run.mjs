// The suites on a Citus cluster: npm run test:citus [-- --quick] [-- what jest takes]
import { execFileSync, spawnSync } from 'node:child_process';

/** Where SQL is that Citus could answer differently, and what happens when nodes fail. */
const SUITES = [
  'test/citus/(distribute|rights)',
  '\\.database\\.spec',
  'test/storage/',
  'test/delivery/',
  'test/stats/',
  'test/retention/',
  'test/admin/',
  'test/cli/',
  'test/faults/(caller|damaged-journal|erasure|retained-exchange|instances|killed-application|poison|shutdown)',
];
/** What ends or moves a worker that all suites use runs by itself, after them: Citus 13.2 may crash where a node is changed while others ask. */
const ALONE = ['test/citus/(half-committed|killed-worker)', '--runInBand'];
/** In a minute or two: how rows are written, read, summed and lost. */
const QUICK = ['test/storage/repository', 'test/stats/answers'];
const QUICK_ALONE = ['test/citus/half-committed'];

const script = process.env.CITUS_CLUSTER;
const url = process.env.CITUS_URL ?? (script && startCluster(script));
if (!url) {
  console.error(
    'Which cluster? Set CITUS_URL to its coordinator, or CITUS_CLUSTER to a script that starts one: CONTRIBUTING.md.',
  );
  process.exit(2);
}
const given = process.argv.slice(2);
const codes = runsOf(given).map(run);
if (!process.env.CITUS_URL) spawnSync(script, ['stop'], { stdio: 'ignore' });
process.exitCode = Math.max(...codes);

function runsOf([first, ...rest]) {
  if (first === '--quick') return [QUICK, QUICK_ALONE].map((suites) => [...suites, ...rest]);
  return first === undefined ? [SUITES, ALONE] : [given];
}

function run(suites) {
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      ...suites,
      ...['--passWithNoTests', '--selectProjects', 'database', 'e2e'],
      // A batch takes several times as long, and so does summing a day.
      '--testTimeout=600000',
    ],
    { stdio: 'inherit', env: { ...process.env, CITUS_URL: url } },
  );
  return status ?? 1;
}

/** The last line that `up` prints is the coordinator's URL. */
function startCluster(path) {
  return execFileSync(path, ['up'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    .trim()
    .split('\n')
    .at(-1);
}
