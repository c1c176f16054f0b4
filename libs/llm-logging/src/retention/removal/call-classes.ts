import { CALL_COLUMNS, callIdBound } from 'llm-exchange/call';
import type { RetentionRule } from '../../options/retention.options.js';

const DAY_MS = 86_400_000;

/** Which calls go, and which only lose their texts. */
export interface RemovalPolicy {
  readonly days?: number | undefined;
  readonly payloadDays?: number | undefined;
  /** Rollups of weeks that ended longer ago go. */
  readonly rollupDays?: number | undefined;
  readonly rules?: readonly RetentionRule[];
  readonly holdTags?: readonly string[];
}

/** The calls that one rule decides on. */
export interface CallClass {
  /** Null for the calls of no rule. */
  readonly rule: RetentionRule | null;
  /** Calls with ids below it go; null where they stay. */
  readonly removeBelow: string | null;
  /** Calls with ids below it lose their texts. */
  readonly emptyBelow: string | null;
}

const MATCHED = ['callType', 'status', 'companyId'] as const;

/** The rules in their order and, last, what holds for calls of no rule. What a rule does not say is as in the policy. */
export function callClasses(policy: RemovalPolicy, now: Date): CallClass[] {
  const { days, payloadDays, rules = [] } = policy;
  return [...rules, null].map((rule) => ({
    rule,
    removeBelow: boundOf(rule?.days ?? days, now),
    emptyBelow: boundOf(rule?.payloadDays ?? payloadDays, now),
  }));
}

/** Adds a value to those of a statement. @returns its place there, such as `$3`. */
export type Bind = (value: unknown) => string;

export function bindTo(values: unknown[]): Bind {
  return (value) => `$${values.push(value)}`;
}

/** SQL for the place of a call's class in the list: that of the first rule that names it. */
export function classSql(classes: readonly CallClass[], bind: Bind): string {
  const cases = classes.map(
    ({ rule }, index) => `WHEN ${rule === null ? 'true' : matchesSql(rule, bind)} THEN ${index}`,
  );
  return `CASE ${cases.join(' ')} END`;
}

/** SQL that is true for calls under legal hold. */
export function legalHoldSql(holdTags: readonly string[] = [], bind: Bind): string {
  return holdTags.length === 0 ? 'false' : `(tags && ${bind(holdTags)}::text[])`;
}

/** The highest of the bounds: no call from it on is touched. */
export function highestBound(bounds: readonly (string | null)[]): string | null {
  return bounds.reduce(
    (highest, bound) => (highest === null || (bound !== null && bound > highest) ? bound : highest),
    null,
  );
}

function matchesSql(rule: RetentionRule, bind: Bind): string {
  const equal = MATCHED.flatMap((member) => {
    const value = rule[member];
    return value === undefined ? [] : [`${CALL_COLUMNS[member].column} = ${bind(value)}`];
  });
  const tagged = rule.tag === undefined ? [] : [`${bind(rule.tag)} = ANY (tags)`];
  return `(${[...equal, ...tagged].join(' AND ')})`;
}

function boundOf(days: number | undefined, now: Date): string | null {
  return days === undefined ? null : callIdBound(new Date(now.getTime() - days * DAY_MS));
}
