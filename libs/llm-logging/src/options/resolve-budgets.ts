import { faultsOfAlert } from '../alerts/check-alert.js';
import type { LlmAlert, LlmNotifyOptions } from '../alerts/llm-alert.js';
import type { OptionReader } from './option-reader.js';
import { isTimeZone } from '../storage/zoned-periods.js';
import { faultsOfBudget } from '../storage/budgets/check-budget.js';
import type { MemberFault } from '../storage/budgets/check-match.js';
import type { LlmBudget } from '../storage/budgets/llm-budget.js';

/** Undefined where the options say nothing of budgets. */
export function budgetsOf(read: OptionReader): readonly LlmBudget[] | undefined {
  return read.raw('budgets') === undefined ? undefined : listOf<LlmBudget>(read, 'budgets', faultsOfBudget);
}

export function alertsOf(read: OptionReader): readonly LlmAlert[] {
  return listOf<LlmAlert>(read, 'alerts', faultsOfAlert);
}

export function notifyOf(read: OptionReader): LlmNotifyOptions {
  const given = read.part('notify', ['webhooks', 'slack', 'dashboardUrl']);
  const dashboardUrl = given.text('dashboardUrl');
  if (dashboardUrl !== undefined) checkUrl(read, 'notify.dashboardUrl', dashboardUrl);
  const webhooks = entries(read, 'notify.webhooks', given.raw('webhooks'));
  const slack = entries(read, 'notify.slack', given.raw('slack'));
  for (const [n, { secret }] of webhooks.entries()) {
    if (typeof secret !== 'string' || secret.length < 16)
      read.fault(
        `notify.webhooks[${n}].secret: must be a text of 16 characters at least: what is sent is signed with it`,
      );
  }
  return { webhooks: webhooks as never, slack: slack as never, ...(dashboardUrl !== undefined && { dashboardUrl }) };
}

function listOf<T extends { name: string }>(
  read: OptionReader,
  option: string,
  faultsOf: (value: unknown) => MemberFault[],
): readonly T[] {
  const list = read.raw(option) ?? [];
  if (!Array.isArray(list)) {
    read.fault(`${option}: must be a list`);
    return [];
  }
  const names = new Set<unknown>();
  for (const [n, value] of (list as unknown[]).entries()) {
    for (const { field, problem } of faultsOf(value)) read.fault(`${option}[${n}]${field && `.${field}`}: ${problem}`);
    const name: unknown = (value as T | null)?.name;
    if (names.has(name)) read.fault(`${option}[${n}].name: ${JSON.stringify(name)} is the name of another one`);
    names.add(name);
  }
  return list as T[];
}

function entries(read: OptionReader, path: string, given: unknown): Record<string, unknown>[] {
  if (given === undefined) return [];
  if (!Array.isArray(given) || given.some((entry) => typeof entry !== 'object' || entry === null)) {
    read.fault(`${path}: must be a list of objects with a \`url\``);
    return [];
  }
  for (const [n, { url }] of (given as Record<string, unknown>[]).entries()) checkUrl(read, `${path}[${n}].url`, url);
  return given as Record<string, unknown>[];
}

function checkUrl(read: OptionReader, path: string, url: unknown): void {
  const isWeb = typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isWeb) read.fault(`${path}: must be an http or https address`);
}

export function timeZoneOf(read: OptionReader): string {
  const timeZone = read.text('timeZone') ?? 'UTC';
  if (!isTimeZone(timeZone)) read.fault('timeZone: must be the IANA name of a time zone, such as Europe/Berlin or UTC');
  return timeZone;
}
