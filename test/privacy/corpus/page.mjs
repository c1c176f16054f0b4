import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { NOTATIONS } from './notations.mjs';
import { ORDINARY } from './ordinary.mjs';
import { TOKENS } from './tokens.mjs';

const PAGE = new URL('../../../docs/privacy.md', import.meta.url);
const BEGIN = '<!-- made by test/privacy/corpus/write-page.mjs -->';
const END = '<!-- end -->';

/** The page about privacy as it is, and as the tests say it should be. */
export async function privacyPage() {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest.split(END)[1];
  const options = { ...(await resolveConfig(PAGE)), parser: 'markdown' };
  return { page, wanted: await format(`${before}${BEGIN}\n\n${tables()}\n\n${END}${after}`, options) };
}

export async function writePage() {
  writeFileSync(PAGE, (await privacyPage()).wanted);
}

function tables() {
  return [
    `Goes, by its shape (${TOKENS.length} kinds):`,
    table('kind of token', list(TOKENS, 'first')),
    `Goes, by what stands around it (${NOTATIONS.length} ways to write it down):`,
    table('notation', list(NOTATIONS, 'kind')),
    `Stays as it is (${Object.values(ORDINARY).flat().length} texts):`,
    ['| text | tried | such as |', '| --- | --- | --- |', ...Object.entries(ORDINARY).map(ordinary)].join('\n'),
  ].join('\n\n');
}

function table(head, groups) {
  const rows = [...groups].map(([group, kinds]) => `| ${group} | ${kinds.join(', ')} |`);
  return [`| ${head} | tried |`, '| --- | --- |', ...rows].join('\n');
}

/** By the first letter, or by what stands before the comma: `JSON`, `YAML`. */
function list(entries, by) {
  const groups = new Map();
  for (const [kind] of entries) {
    const [name, ...details] = kind.split(', ');
    const group = by === 'first' ? name[0].toUpperCase() : name;
    const text = by === 'first' ? kind.replace(', ', ' ') : details.join(' ') || 'plain';
    groups.set(group, [...(groups.get(group) ?? []), text]);
  }
  return [...groups].sort(([one], [other]) => (by === 'first' ? (one < other ? -1 : 1) : 0));
}

function ordinary([kind, texts]) {
  const samples = texts
    .filter((text) => typeof text === 'string' && text.length < 50 && !/[|`\n]/.test(text))
    .slice(0, 2)
    .map((text) => `\`${text}\``);
  return `| ${kind} | ${texts.length} | ${samples.join(', ')} |`;
}
