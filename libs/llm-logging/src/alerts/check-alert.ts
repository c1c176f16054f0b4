import {
  checkMatch,
  isNumberFrom,
  isText,
  MemberCheck,
  TEXT,
  type MemberFault,
} from '../storage/budgets/check-match.js';
import type { LlmAlertMetric } from './llm-alert.js';
import { durationMs } from './duration.js';

const METRICS: readonly LlmAlertMetric[] = [
  'cost',
  'calls',
  'errorRate',
  'p95LatencyMs',
  'tokens',
  'unpricedCalls',
  'droppedRecords',
];
const MEMBERS = ['name', 'metric', 'over', 'match', 'per', 'above', 'minCalls', 'everyMs'];
const LONGEST_MS = 31 * 86_400_000;

/** What is wrong with an alert of the options; empty where nothing is. */
export function faultsOfAlert(alert: unknown): MemberFault[] {
  const check = new MemberCheck(alert, MEMBERS);
  check.required('name', isText, TEXT);
  check.required(
    'metric',
    (value) => METRICS.includes(value as LlmAlertMetric),
    `must be one of ${METRICS.join(', ')}`,
  );
  check.required('over', isDuration, 'must be a time such as 5m, 1h or 7d, from 1m to 31d');
  check.required('above', isAbove, 'must be a number, or { timesUsual: <a number above 0> }');
  checkMatch(check);
  check.check(
    'minCalls',
    (value) => Number.isInteger(value) && isNumberFrom(0)(value),
    'must be a whole number from 0',
  );
  check.check('everyMs', isNumberFrom(0), 'must be a number of ms from 0');
  if (check.members['metric'] === 'droppedRecords' && (check.has('match') || check.has('per')))
    check.fault('metric', 'droppedRecords are of no company, user or model: leave out `match` and `per`');
  if (check.members['metric'] === 'droppedRecords' && typeof check.members['above'] === 'object')
    check.fault('above', 'must be a number for droppedRecords: none are usual');
  return check.faults;
}

function isDuration(value: unknown): boolean {
  const ms = typeof value === 'string' ? durationMs(value) : undefined;
  return ms !== undefined && ms >= 60_000 && ms <= LONGEST_MS;
}

function isAbove(value: unknown): boolean {
  if (typeof value === 'number') return isNumberFrom(0)(value);
  if (typeof value !== 'object' || value === null) return false;
  const { timesUsual, ...others } = value as { timesUsual?: unknown };
  return isNumberFrom(0)(timesUsual) && timesUsual !== 0 && Object.keys(others).length === 0;
}
