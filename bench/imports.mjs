import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const EXCHANGE = fileURLToPath(new URL('../libs/llm-exchange/', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../scripts/package.mjs', import.meta.url));
const at = (place) => pathToFileURL(EXCHANGE + place).href;
const published = (place) => new URL(`../dist/llm-exchange/dist/${place}`, import.meta.url).href;
const CLI = new URL('../libs/llm-logging/dist/cli.js', import.meta.url).href;

/** CPU that importing takes, of `llm-exchange` as it is compiled and as it is published. */
export async function main(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '9' } } });
  execFileSync(process.execPath, [PACKAGE], { cwd: EXCHANGE });
  const imports = {
    'Node alone': 'node:process',
    '`@pydantic/genai-prices`, the price list': '@pydantic/genai-prices',
    '`llm-exchange`, a file for each module': at('dist/index.js'),
    '`llm-exchange`, as published': published('index.js'),
    '`llm-exchange/call`, a file for each module': at('dist/call/index.js'),
    '`llm-exchange/call`, as published': published('call/index.js'),
    'the command line, `--version`': CLI,
    '`nestjs-llm-logging`': 'nestjs-llm-logging',
  };
  const times = Object.fromEntries(Object.keys(imports).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const [name, module] of Object.entries(imports)) times[name].push(cpuOf(module));
  const node = median(times['Node alone']);
  const whole = median(times['`llm-exchange`, a file for each module']) - node;
  console.log('| import | CPU beyond Node alone, ms | of `llm-exchange` a file for each module |\n| --- | --: | --: |');
  for (const [name, own] of Object.entries(times).slice(1)) {
    const beyond = median(own) - node;
    console.log(`| ${name} | ${beyond.toFixed(0)} | ${(beyond / whole).toFixed(2)} |`);
  }
}

/** Of a process of its own, in ms. */
function cpuOf(module) {
  const code = `process.argv[2] = '--version';
process.on('exit', () => { const { user, system } = process.cpuUsage(); process._rawDebug((user + system) / 1_000); });
await import(${JSON.stringify(module)});`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  const cpu = Number(stderr.trim().split('\n').at(-1));
  if (Number.isNaN(cpu)) throw new Error(stderr);
  return cpu;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
