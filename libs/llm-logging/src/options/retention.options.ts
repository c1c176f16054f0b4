import { LlmCallStatus } from 'llm-exchange/call';
import { listOf } from './schema/list.js';
import { number } from './schema/numbers.js';
import type { MembersOf } from './schema/option.js';
import type { Place } from './schema/place.js';
import { section } from './schema/section.js';
import { cron, text } from './schema/texts.js';
import { flag, oneOf, that, withDefault } from './schema/values.js';

/** How long the calls that it names are kept. A call follows the first rule that names it; what the rule leaves out is as for all. */
export interface RetentionRule {
  callType?: string;
  status?: string;
  /** Calls with this tag. */
  tag?: string;
  companyId?: string;
  days?: number;
  payloadDays?: number;
}

/** How long calls and their texts are kept. */
export interface RetentionOptions {
  /**
   * Calls older than this are removed; their rollups stay, see `rollupDays`.
   * @default for ever
   */
  days?: number;
  /**
   * Calls older than this lose prompt, system prompt, request parameters, response and tool calls; numbers and error messages stay.
   * @default for ever
   */
  payloadDays?: number;
  /**
   * Other times for some calls.
   * @default `[]`
   */
  rules?: readonly RetentionRule[];
  /**
   * Legal hold: calls with one of these tags are neither removed nor emptied, nor erased with their user.
   * @default `[]`
   */
  holdTags?: readonly string[];
  /**
   * Rollups of weeks that ended longer ago are removed: at least `days`, and those of every rule. Statistics of that time are then zero, also
   * where calls are under legal hold.
   * @default for ever
   */
  rollupDays?: number;
  /**
   * Rows of `llm_audit_log` older than this are removed.
   * @default 400 days
   */
  auditDays?: number;
  /**
   * When cleanup runs, as a cron expression (server time).
   * @default `17 3 * * *`
   */
  cron?: string;
  /**
   * `false` turns the scheduled cleanup off. It does not run either where there is nothing to do.
   * @default `true`
   */
  enabled?: boolean;
}

const days = number(1, 36_600, 'days');
const SELECTORS = { callType: text, status: oneOf(...Object.values(LlmCallStatus)), tag: text, companyId: text };
const TIMES = { days, payloadDays: days };

const rule = section(
  { ...SELECTORS, ...TIMES } satisfies MembersOf<RetentionRule>,
  (values, place, given): RetentionRule => {
    const names = (of: object): boolean => Object.keys(of).some((name) => given[name] !== undefined);
    if (!names(SELECTORS))
      place.fault(
        `would name every call. Say which: ${Object.keys(SELECTORS).join(', ')}; for all there are retention.days and retention.payloadDays`,
      );
    if (!names(TIMES)) place.fault('changes nothing. Give `days`, `payloadDays` or both');
    return values;
  },
);

const holdTags = withDefault(
  that<readonly string[]>(
    (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string' && tag !== ''),
    "must be a list of tags, such as ['legal-hold']",
  ),
  [],
);

export const retentionOptions = section(
  {
    ...TIMES,
    rules: listOf(rule, "must be a list, such as [{ status: 'error', days: 365 }]"),
    holdTags,
    rollupDays: days,
    auditDays: withDefault(days, 400),
    cron: cron('17 3 * * *', '3:17 every night'),
    enabled: flag(true),
  } satisfies MembersOf<RetentionOptions>,
  (values, place) => {
    if (values.rollupDays !== undefined) checkRollupDays(values.rollupDays, values, place);
    const hasWork = values.days !== undefined || values.payloadDays !== undefined || values.rules.length > 0;
    return { ...values, enabled: values.enabled && hasWork };
  },
);

/** Rollups go after the calls that they are of: answers would miss what is still stored. */
function checkRollupDays(rollupDays: number, { days, rules = [] }: RetentionOptions, at: Place): void {
  const place = at.member('rollupDays');
  const ofCalls = [days, ...rules.map((each) => each.days)].filter((each) => each !== undefined);
  if (days === undefined) place.fault('needs retention.days, as rollups stay while there are calls');
  else if (ofCalls.some((each) => each > rollupDays))
    place.fault(`must be at least ${Math.max(...ofCalls)}, as long as some calls stay`);
}
