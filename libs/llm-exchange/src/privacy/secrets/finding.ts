import { markOf, type Tally } from '../redaction-rule.js';

/** The rule of values that their names make secrets. */
export const NAMED_SECRET = 'named-secret';

/** A part of a text that must not be stored. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly rule: string;
}

/** The text with a mark for each finding. Where findings overlap, their parts become one, named by the one given first. */
export function replaceFindings(text: string, findings: readonly Finding[], tally: Tally): string {
  if (findings.length === 0) return text;
  let clean = '';
  let read = 0;
  for (const { start, end, rule } of joined(findings)) {
    clean += text.slice(read, start) + markOf(rule);
    read = end;
    tally.add(rule);
  }
  return clean + text.slice(read);
}

function joined(findings: readonly Finding[]): Finding[] {
  const ranked = findings.map((finding, rank) => ({ ...finding, rank })).sort((one, other) => one.start - other.start);
  const result: (typeof ranked)[number][] = [];
  for (const finding of ranked) {
    const last = result.at(-1);
    if (last === undefined || finding.start >= last.end) result.push(finding);
    else {
      const { rule, rank } = finding.rank < last.rank ? finding : last;
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, finding.end), rule, rank };
    }
  }
  return result;
}
