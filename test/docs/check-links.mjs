// Follows every relative link of the documentation: the file has to be there, and what stands behind # has to be one of its headings.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

process.chdir(join(import.meta.dirname, '../..'));
const LISTED = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md', ':!test/fixtures'];
const pages = execFileSync('git', LISTED, { encoding: 'utf8' })
  .split('\n')
  .filter((page) => page !== '' && existsSync(page));

const broken = pages.flatMap((page) => linksOf(page).flatMap((link) => faultOf(page, link) ?? []));
for (const fault of broken) console.error(fault);
if (broken.length > 0) process.exit(1);

function linksOf(page) {
  return [...proseOf(page).matchAll(/\]\(([^()\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^\w+:/.test(link));
}

function faultOf(page, link) {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURI(path)));
  if (!existsSync(target)) return `${page}: ${link} leads nowhere`;
  if (anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor)) return undefined;
  return `${page}: ${link} names no heading of ${target}`;
}

/** As GitHub makes them; the second heading of a name ends in -1. */
function anchorsOf(page) {
  const [anchors, times] = [new Set(), new Map()];
  for (const [, heading] of proseOf(page).matchAll(/^#{1,6} +(.+)$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const slug = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const time = times.get(slug) ?? 0;
    times.set(slug, time + 1);
    anchors.add(time === 0 ? slug : `${slug}-${time}`);
  }
  return anchors;
}

/** Without code, which has brackets of its own. */
function proseOf(page) {
  return readFileSync(page, 'utf8')
    .replaceAll(/^( *)(```+)[\s\S]*?^\1\2 *$/gm, '')
    .replaceAll(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, (code) => code.replaceAll(/[[\]()]/g, ''));
}
