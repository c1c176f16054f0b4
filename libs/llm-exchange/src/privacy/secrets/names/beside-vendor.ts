import { NAMED_SECRET, type Finding } from '../finding.js';
import { endOfJoined, type Run } from '../tokens/long-runs.js';
import { endOfName, isBetween, startOfName } from './name-before.js';
import { isVendorName } from './secret-names.js';
import { isSecretValue } from './value-shape.js';

/** Longer runs are images and the like. */
const MAX_RUN = 256;

/** Random values beside the name of a service: `fastly = "…"`. */
export function findBesideVendor(text: string, run: Run, found: Finding[]): void {
  if (run.end - run.start > MAX_RUN) return;
  const sign = signBefore(text, run.start) ?? signInside(text, run);
  if (sign === undefined) return;
  const nameEnd = endOfName(text, sign);
  if (nameEnd < 4 || !isVendorName(text.slice(startOfName(text, nameEnd), nameEnd))) return;
  const start = Math.max(run.start, sign + 1);
  const end = endOfJoined(text, run.end, MAX_RUN);
  if (isSecretValue(text.slice(start, end), 'vendor', 'data')) found.push({ start, end, rule: NAMED_SECRET });
}

/** Back over quotes and spaces before a value. */
function signBefore(text: string, start: number): number | undefined {
  for (let at = start - 1; at >= Math.max(start - 8, 0); at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 61 || code === 58 || code === 62) return at;
    if (!isBetween(text, at)) return undefined;
  }
  return undefined;
}

function signInside(text: string, { start, end }: Run): number | undefined {
  for (let at = start; at < Math.min(start + 40, end - 15); at += 1) {
    const code = text.charCodeAt(at);
    if (code === 61 || code === 58) return at;
  }
  return undefined;
}
