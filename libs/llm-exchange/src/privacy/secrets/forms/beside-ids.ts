import type { Finding } from '../finding.js';

const SECRET = /(?<![\w/+-])[A-Za-z0-9/+]{40}(?![\w/+=-])/g;
/** Characters around an id in which its secret is looked for. */
const NEAR = 400;
const IDS = new Set(['aws-key', 'alibaba-key', 'twilio-key']);

/** A secret of AWS looks like any base64: it is one beside its id. */
export function findBesideIds(text: string, found: Finding[]): void {
  let read = 0;
  for (const { start, end } of found.filter(({ rule }) => IDS.has(rule))) {
    const from = Math.max(start - NEAR, read, 0);
    for (const { index, 0: secret } of text.slice(from, end + NEAR).matchAll(SECRET)) {
      if (/\d/.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret))
        found.push({ start: from + index, end: from + index + secret.length, rule: 'aws-secret' });
    }
    read = Math.max(from, end);
  }
}
