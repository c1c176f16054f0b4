import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tally } from '../libs/llm-exchange/dist/privacy/redaction-rule.js';
import { Redactor } from '../libs/llm-exchange/dist/privacy/redactor.js';
import { ordinaryTexts, secrets } from '../test/privacy/corpus/index.mjs';

const ROOT = fileURLToPath(new URL('../node_modules', import.meta.url));
const CORPUS_BYTES = 10_000_000;
const MAX_FILE = 200_000;
const redactor = new Redactor([]);

/** Recall by kind, false positives on code and prose, and CPU, to one `JSON.stringify` of the same text. */
export function main() {
  printRecall();
  printFalsePositives();
  printCost();
}

function clean(text) {
  return redactor.redact(text, new Tally());
}

function printRecall() {
  console.log('\n| secrets | tried | gone |\n|---|---|---|');
  for (const member of ['kind', 'group']) {
    for (const [name, shapes] of grouped(secrets(), member))
      console.log(`| ${name} | ${shapes.length} | ${shapes.filter(isGone).length} |`);
  }
  const texts = ordinaryTexts();
  const changed = texts.filter(({ text }) => clean(text) !== text).length;
  console.log(`| ordinary texts | ${texts.length} | ${changed} changed |`);
}

function isGone({ text, parts }) {
  const stored = clean(text);
  return stored !== text && !parts.some((part) => stored.includes(part));
}

function grouped(shapes, member) {
  const groups = new Map();
  for (const shape of shapes) groups.set(shape[member], [...(groups.get(shape[member]) ?? []), shape]);
  return groups;
}

/** Packages that npm installed: code, types and prose, in even steps over all of them. */
function printFalsePositives() {
  const files = [...filesIn(ROOT)];
  const step = Math.max(1, Math.floor(files.length / 3_000));
  let bytes = 0;
  let marks = 0;
  const names = {};
  for (let index = 0; index < files.length && bytes < CORPUS_BYTES; index += step) {
    const tally = new Tally();
    const text = readFileSync(files[index], 'utf8');
    bytes += text.length;
    redactor.redact(text, tally);
    for (const [rule, count] of Object.entries(tally.counts ?? {})) {
      names[rule] = (names[rule] ?? 0) + count;
      marks += count;
    }
  }
  const byRule = Object.entries(names).map(([rule, count]) => `${rule} ${count}`);
  console.log(
    `\n${marks} marks in ${(bytes / 1e6).toFixed(1)} MB of *.js, *.ts and *.md of packages (${byRule.join(', ')})`,
  );
}

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile() && /\.(?:js|ts|md)$/.test(entry.name) && statSync(path).size < MAX_FILE) yield path;
  }
}

const PROSE =
  'The reviews of the last month are mostly good: guests like the breakfast, the friendly staff and the quiet rooms. Some say that the wireless network is slow (twice), and two found the lift out of order again. ';
const ITEM = {
  id: 'b1946ac9-2d5f-4d3a-8f0e-1c2d3e4f5a6b',
  url: 'https://a.example/items/7?page=2',
  key: 'item-7',
  at: '2024-01-15T10:30:00Z',
  note: 'monkey: token=3',
};
const TEXTS = {
  'clean prose': PROSE.repeat(10),
  'dense JSON': JSON.stringify(Array.from({ length: 12 }, () => ITEM)),
};

function printCost() {
  console.log('\n| 2 KB of | CPU, to JSON.stringify of it |\n|---|---|');
  for (const [kind, whole] of Object.entries(TEXTS)) {
    const text = whole.slice(0, 2_048);
    console.log(
      `| ${kind} | ${ratio(
        () => clean(text),
        () => JSON.stringify(text),
      ).toFixed(1)}× |`,
    );
  }
}

/** The median of interleaved rounds. */
function ratio(work, floor) {
  for (let round = 0; round < 10; round += 1) timed(work) + timed(floor);
  return Array.from({ length: 31 }, () => timed(work) / timed(floor)).sort((a, b) => a - b)[15];
}

function timed(work) {
  const start = process.hrtime.bigint();
  for (let time = 0; time < 400; time += 1) work();
  return Number(process.hrtime.bigint() - start);
}
