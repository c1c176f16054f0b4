import type { Finding } from '../finding.js';
import { CLOUD_RULES } from './cloud-rules.js';
import { CODE_RULES } from './code-rules.js';
import { INNER_RULES, type InnerRule } from './inner-rules.js';
import type { Run } from './long-runs.js';
import { MODEL_RULES } from './model-rules.js';
import { SERVICE_RULES } from './service-rules.js';
import { MAX_READ, type TokenRule } from './token-rule.js';

/** A begin, or another known part of a token. */
interface Candidate {
  readonly part: string;
  /** Whether letters or digits may stand right before it. */
  readonly isGlued: boolean;
  /** @returns where the token is that has this part at `at`, or undefined. */
  readonly find: (text: string, at: number) => Finding | undefined;
}

/** Where two begin alike, the one with the longer begin is tried first. */
const RULES: Candidate[] = [
  ...[...MODEL_RULES, ...CODE_RULES, ...CLOUD_RULES, ...SERVICE_RULES].flatMap((rule) =>
    rule.prefixes.map((prefix) => ({ part: prefix, isGlued: rule.isGlued === true, find: finderOf(rule, prefix) })),
  ),
  ...INNER_RULES.map((rule) => ({ part: rule.inner, isGlued: true, find: innerFinderOf(rule) })),
].sort((one, other) => other.part.length - one.part.length);

/** Rules by the first two characters of their parts; 0 where no rule begins so. */
const SLOTS = new Uint8Array(1 << 14);
/** The same for those that may be glued to a word. */
const GLUED = new Uint8Array(1 << 14);
const CANDIDATES: Candidate[][] = [[]];
for (const rule of RULES) {
  const slot = slotOf(rule.part.charCodeAt(0), rule.part.charCodeAt(1));
  if (SLOTS[slot] === 0) SLOTS[slot] = CANDIDATES.push([]) - 1;
  CANDIDATES[SLOTS[slot]!]!.push(rule);
  if (rule.isGlued) GLUED[slot] = 1;
}

function slotOf(first: number, second: number): number {
  return (first << 7) | second;
}

/** Begins in one run that are followed up. No text but one that is made for it has more which are none. */
const MAX_BEGINS = 64;

/** Tokens by their shape, in one long run. */
export function findTokens(text: string, run: Run, found: Finding[]): void {
  let code = text.charCodeAt(run.start);
  let begins = 0;
  for (let at = run.start; at < run.end - 1 && begins < MAX_BEGINS;) {
    const next = text.charCodeAt(at + 1);
    const slot = slotOf(code, next);
    const candidates = SLOTS[slot]!;
    const length = candidates === 0 ? 0 : lengthAt(text, at, CANDIDATES[candidates]!, GLUED[slot] === 1, found);
    if (length < 0) begins += 1;
    at += Math.max(length, 1);
    code = length > 0 ? text.charCodeAt(at) : next;
  }
}

/** @returns how long the token is that is there; -1 for no more than the begin of one, 0 for nothing. */
function lengthAt(
  text: string,
  at: number,
  candidates: readonly Candidate[],
  mayBeGlued: boolean,
  found: Finding[],
): number {
  const isFree = isBoundary(text, at);
  if (!isFree && !mayBeGlued) return 0;
  let length = 0;
  for (const { part, isGlued, find } of candidates) {
    if ((!isFree && !isGlued) || !text.startsWith(part, at)) continue;
    const finding = find(text, at);
    length = -1;
    if (finding === undefined) continue;
    found.push(finding);
    return finding.end - at;
  }
  return length;
}

function finderOf({ name, rest, accepts }: TokenRule, prefix: string): Candidate['find'] {
  const pattern = new RegExp(escaped(prefix) + rest, 'y');
  return (text, at) => {
    const match = matchOf(pattern, text, at);
    if (match === undefined || accepts?.(match) === false) return undefined;
    const end = at + match.length;
    return { start: at, end: match.length < MAX_READ ? end : endOfToken(text, end), rule: name };
  };
}

/** Characters before the inner part that are read. */
const MAX_BEFORE = 64;

function innerFinderOf({ name, inner, before, rest }: InnerRule): Candidate['find'] {
  const pattern = new RegExp(escaped(inner) + rest, 'y');
  return (text, at) => {
    const match = matchOf(pattern, text, at);
    if (match === undefined) return undefined;
    const begin = before.exec(text.slice(Math.max(at - MAX_BEFORE, 0), at))?.[0].length;
    return begin === undefined ? undefined : { start: at - begin, end: at + match.length, rule: name };
  };
}

function matchOf(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function escaped(text: string): string {
  return text.replaceAll(/[.|]/g, '\\$&');
}

function endOfToken(text: string, from: number): number {
  let end = from;
  while (end < text.length && isTokenChar(text.charCodeAt(end))) end += 1;
  return end;
}

/** Of long tokens, which may be base64. */
function isTokenChar(code: number): boolean {
  return isAlphanumeric(code) || '-_+/='.includes(String.fromCharCode(code));
}

function isAlphanumeric(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/** Whether no word goes on there: escapes of JSON and of addresses end in a letter or digit too. */
function isBoundary(text: string, at: number): boolean {
  if (!isAlphanumeric(text.charCodeAt(at - 1))) return true;
  if (text.charCodeAt(at - 2) === 92) return 'nrtbf'.includes(text.charAt(at - 1));
  return (
    (text.charCodeAt(at - 3) === 37 || text.charCodeAt(at - 6) === 92) &&
    ESCAPE_BEFORE.test(text.slice(Math.max(at - 6, 0), at))
  );
}

const ESCAPE_BEFORE = /(?:\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2})$/;
