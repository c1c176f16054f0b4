import { validateCronExpression } from 'cron';
import { LlmCallStatus } from 'llm-exchange/call';
import { OptionReader } from './option-reader.js';
import type { RetentionRule } from './llm-logging-options.js';
import type { ResolvedRetention } from './resolved-options.js';

const MAX_DAYS = 36_600;
const DEFAULT_AUDIT_DAYS = 400;
const SELECTORS = ['callType', 'status', 'tag', 'companyId'] as const;
const MEMBERS = ['days', 'payloadDays', 'rules', 'holdTags', 'sumsDays', 'auditDays', 'cron', 'enabled'];

/** The member `retention` with its defaults. Faults go to the reader. */
export function retentionOf(options: OptionReader): ResolvedRetention {
  const read = options.part('retention', MEMBERS);
  const days = read.optionalNumber('days', 1, MAX_DAYS);
  const payloadDays = read.optionalNumber('payloadDays', 1, MAX_DAYS);
  const rules = rulesOf(read);
  const sumsDays = sumsDaysOf(read, [days, ...rules.map((rule) => rule.days)]);
  const cron = read.text('cron') ?? '17 3 * * *';
  if (!validateCronExpression(cron).valid)
    read.fault('retention.cron: must be a cron expression, such as "17 3 * * *" for 3:17 every night');
  const hasWork = days !== undefined || payloadDays !== undefined || rules.length > 0;
  return {
    days,
    payloadDays,
    rules,
    holdTags: holdTagsOf(read),
    sumsDays,
    auditDays: read.optionalNumber('auditDays', 1, MAX_DAYS) ?? DEFAULT_AUDIT_DAYS,
    cron,
    enabled: read.boolean('enabled', true) && hasWork,
  };
}

/** Sums go after the calls that they are of: answers would miss what is still stored. */
function sumsDaysOf(read: OptionReader, ofCalls: readonly (number | undefined)[]): number | undefined {
  const sumsDays = read.optionalNumber('sumsDays', 1, MAX_DAYS);
  if (sumsDays === undefined) return undefined;
  const days = ofCalls.filter((each) => each !== undefined);
  if (ofCalls[0] === undefined)
    read.fault('retention.sumsDays: needs retention.days, as sums stay while there are calls');
  else if (days.some((each) => each > sumsDays))
    read.fault(`retention.sumsDays: must be at least ${Math.max(...days)}, as long as some calls stay`);
  return sumsDays;
}

function rulesOf(read: OptionReader): RetentionRule[] {
  const rules = read.raw('rules') ?? [];
  if (Array.isArray(rules)) return rules.map((rule, index) => ruleOf(read, `retention.rules[${index}]`, rule));
  read.fault("retention.rules: must be a list, such as [{ status: 'error', days: 365 }]");
  return [];
}

function ruleOf(read: OptionReader, name: string, rule: unknown): RetentionRule {
  const part = new OptionReader(name, rule, [...SELECTORS, 'days', 'payloadDays'], read.faults);
  const selectors = SELECTORS.filter((member) => part.text(member) !== undefined);
  if (selectors.length === 0)
    part.fault(
      `${name}: would name every call. Say which: ${SELECTORS.join(', ')}; for all there are retention.days and retention.payloadDays`,
    );
  const statuses: readonly unknown[] = Object.values(LlmCallStatus);
  if (part.raw('status') !== undefined && !statuses.includes(part.raw('status')))
    part.fault(`${name}.status: must be one of ${statuses.join(', ')}`);
  const times = ['days', 'payloadDays'] as const;
  if (times.every((member) => part.raw(member) === undefined))
    part.fault(`${name}: changes nothing. Give \`days\`, \`payloadDays\` or both`);
  for (const member of times) part.optionalNumber(member, 1, MAX_DAYS);
  return Object.freeze({ ...(rule as RetentionRule) });
}

function holdTagsOf(read: OptionReader): string[] {
  const tags = read.raw('holdTags') ?? [];
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string' && tag !== '')) return tags as string[];
  read.fault("retention.holdTags: must be a list of tags, such as ['legal-hold']");
  return [];
}
