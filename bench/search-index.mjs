// What the search index of a past partition gives and costs: `npm run build && node bench/search-index.mjs [calls]`. Its table is in
// docs/decisions/051-search-index.md.
import { newCallId } from '../libs/llm-exchange/dist/call/call-id.js';
import { lineOf } from '../libs/llm-logging/dist/storage/writing/call-line.js';
import { LlmDatabase } from '../libs/llm-logging/dist/storage/llm-database.js';
import { LlmCallRepository } from '../libs/llm-logging/dist/calls/llm-call.repository.js';
import { LlmSearchIndexService } from '../libs/llm-logging/dist/storage/upkeep/llm-search-index.service.js';
import { CallWriter } from '../libs/llm-logging/dist/storage/writing/call-writer.js';
import { startPostgres } from '../test/support/postgres.mjs';

const CALLS = Number(process.argv[2] ?? 200_000);
const ROUNDS = 5;
const WORDS_OF_A_TEXT = 170;
const FROM = Date.UTC(2025, 4, 1);
const PARTITION = 'llm_calls_20250501_20250601';
const BATCH = 2_500;

/** One word in so many calls. */
const QUESTIONS = {
  'a word of no call': 'nowhere',
  'of one call': 'onlyonce',
  'of one in 10,000': 'tenthousand',
  'of one in 100': 'hundred',
  'of one in 10': 'ten',
  'two words, each of one in 100': 'hundred century',
  'a phrase of one in 10,000': '"tenthousand ten"',
};

const postgres = await startPostgres();
const database = new LlmDatabase({ database: { url: postgres.url, poolSize: 2 }, migrate: true });
const repository = new LlmCallRepository(database, { retention: { holdTags: [] } });
await load();
await database.query(`VACUUM ANALYZE ${PARTITION}`);

const without = await measured();
const buildMs = await timed(() => new LlmSearchIndexService(database).makeMissing());
const withIndex = await measured();
const [size] = await database.query(
  `SELECT pg_total_relation_size($1) - pg_indexes_size($1) AS table, pg_relation_size(indexrelid) AS index FROM pg_index
    WHERE indrelid = $1::regclass AND pg_get_expr(indexprs, indrelid) LIKE 'to_tsvector%'`,
  [PARTITION],
);

console.log(`| searched in ${CALLS} calls | without the index | with it | ratio |\n| --- | --- | --- | --- |`);
for (const name of Object.keys(QUESTIONS))
  console.log(
    `| ${name} | ${ms(without[name])} | ${ms(withIndex[name])} | ${(without[name] / withIndex[name]).toFixed(1)}× |`,
  );
console.log(
  `\nIts making: ${((buildMs * 1_000) / CALLS).toFixed(0)} s for a million calls, one core. Its size: ${percent()} of the texts'.`,
);
await database.close();
await postgres.stop();

/** Texts as natural languages have them: few words common, most rare. */
async function load() {
  const writer = new CallWriter(database);
  for (let first = 0; first < CALLS; first += BATCH)
    await writer.write(Array.from({ length: Math.min(BATCH, CALLS - first) }, (_none, n) => lineOf(call(first + n))));
}

function call(n) {
  const startedAt = new Date(FROM + Math.floor((n / CALLS) * 30 * 86_400_000));
  return {
    id: newCallId(startedAt),
    callType: 'chat',
    status: 'success',
    provider: 'openai',
    model: 'gpt-4o',
    prompt: `${text(n)} ${marks(n)}`,
    response: text(n + CALLS),
    startedAt,
    completedAt: startedAt,
  };
}

function marks(n) {
  return [
    n === Math.floor(CALLS / 3) && 'onlyonce',
    n % 10_000 === 5_000 && 'tenthousand ten',
    n % 100 === 50 && 'hundred',
    n % 100 === 51 && 'century',
    n % 10 === 5 && 'ten',
  ]
    .filter(Boolean)
    .join(' ');
}

function text(seed) {
  let state = seed * 2_654_435_761 + 1;
  return Array.from({ length: WORDS_OF_A_TEXT }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return `w${Math.floor(40_000 ** (state / 2 ** 32)).toString(36)}`;
  }).join(' ');
}

/** The median of each question, in ms. */
async function measured() {
  const medians = {};
  for (const [name, search] of Object.entries(QUESTIONS)) {
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1)
      times.push(await timed(() => repository.listByFilters({ search, endDate: new Date(FROM + 31 * 86_400_000) })));
    medians[name] = times.sort((a, b) => a - b)[ROUNDS >> 1];
  }
  return medians;
}

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function ms(time) {
  return `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
}

function percent() {
  return `${Math.round((Number(size.index) / Number(size.table)) * 100)} %`;
}
