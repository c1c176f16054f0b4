import type { Finding } from '../finding.js';

/** Characters around its kind that belong to a document. */
const NEAR = 4_096;

const KEY_MEMBER = /\\{0,3}"(?:d|p|q|dp|dq|qi|k)\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"([\w-]{16,2048})/dg;

/** The private members of a JSON web key, around its `kty`. @returns where reading goes on. */
export function findInWebKey(text: string, at: number, found: Finding[]): number {
  const from = Math.max(at - NEAR, text.lastIndexOf('{', at), 0);
  push('private-key', KEY_MEMBER, text, from, Math.min(at + NEAR, endOf(text, '}', at)), found);
  return 0;
}

const DATA =
  /(?:\n|\\n)(?: {2,8}|\t)(?!name:|namespace:|labels:|app|type:|annotations:)[\w.-]{1,64}: ["']?([A-Za-z0-9+/]{8,2048}={0,2})(?=["']?\s{0,4}(?:\n|\\n|$))/dg;

/** The data of a secret of Kubernetes, behind its `kind`. @returns where reading goes on. */
export function findInManifest(text: string, at: number, found: Finding[]): number {
  if (!text.startsWith('Secret', at) && !text.startsWith(' Secret', at)) return 0;
  push('kubernetes-secret', DATA, text, at, Math.min(at + NEAR, endOf(text, '---', at)), found);
  return 0;
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.slice(from, from + NEAR).indexOf(mark);
  return end < 0 ? text.length : from + end;
}

function push(rule: string, pattern: RegExp, text: string, from: number, end: number, found: Finding[]): void {
  for (const match of text.slice(from, end).matchAll(pattern)) {
    const [first, last] = match.indices![1]!;
    found.push({ start: from + first, end: from + last, rule });
  }
}
