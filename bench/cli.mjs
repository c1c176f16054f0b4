import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const DIST = new URL('../libs/llm-logging/dist/', import.meta.url);
const CLI = fileURLToPath(new URL('cli.js', DIST));
/** As it would be if each command were loaded before one is chosen. */
const ALL = readdirSync(new URL('cli/commands/', DIST))
  .filter((file) => file.endsWith('.js'))
  .map((file) => `import ${JSON.stringify(new URL(`cli/commands/${file}`, DIST).href)};`)
  .join('\n');

/** How long the command line takes to say its version and its help, beside Node alone and beside loading all commands. */
export async function main(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '7' } } });
  const runs = {
    'Node alone': ['-e', ''],
    '`--version`': [CLI, '--version'],
    '`--help`': [CLI, '--help'],
    'all commands loaded': ['--input-type=module', '-e', ALL],
  };
  const times = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const [name, parts] of Object.entries(runs)) times[name].push(timeOf(parts));
  const whole = median(times['all commands loaded']);
  const node = median(times['Node alone']);
  console.log('| command line | of loading all commands | beyond Node alone |\n| --- | --: | --: |');
  for (const [name, own] of Object.entries(times)) {
    const beyond = Math.max(median(own) - node, 0) / (whole - node);
    console.log(`| ${name} | ${(median(own) / whole).toFixed(2)} | ${beyond.toFixed(2)} |`);
  }
}

function timeOf(args) {
  const begunAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - begunAt;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
