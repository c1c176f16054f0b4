import type { Finding } from './finding.js';
import { findBesideIds } from './forms/beside-ids.js';
import { findByDashes } from './forms/commands.js';
import { findInDataSources } from './forms/data-sources.js';
import { findInPhrases } from './forms/phrases.js';
import { findBesideVendor } from './names/beside-vendor.js';
import { findInElements } from './names/elements.js';
import { findNamedValues } from './names/named-values.js';
import { findInPairs } from './names/pairs.js';
import { findTokens } from './tokens/find-tokens.js';
import { longRunFrom } from './tokens/long-runs.js';

/** No text that is shorter names a secret and has it. */
const SHORTEST = 7;

/**
 * All secrets of a text, those first that are known best. Each search leaps from one sign of its own to the next (a dash, `=`, a
 * long run of letters and digits) and reads a bounded part of the text around it: linear time, and little of it where there is none.
 */
export function secretsIn(text: string): Finding[] {
  const found: Finding[] = [];
  if (text.length < SHORTEST) return found;
  findByDashes(text, found);
  findInRuns(text, found);
  findInPhrases(text, found);
  findInDataSources(text, found);
  findNamedValues(text, found);
  findInElements(text, found);
  findInPairs(text, found);
  return found;
}

function findInRuns(text: string, found: Finding[]): void {
  const known = found.length;
  for (let run = longRunFrom(text, 0); run !== undefined; run = longRunFrom(text, run.end)) {
    const before = found.length;
    findTokens(text, run, found);
    if (found.length === before) findBesideVendor(text, run, found);
  }
  if (found.length > known) findBesideIds(text, found);
}
