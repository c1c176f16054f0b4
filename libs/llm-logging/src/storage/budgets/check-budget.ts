import { isTimeZone } from '../zoned-periods.js';
import { BUDGET_WINDOWS } from './budget-words.js';
import { checkMatch, isNumberFrom, isText, MemberCheck, TEXT, type MemberFault } from './check-match.js';

const MEMBERS = [
  'name',
  'limitUsd',
  'window',
  'timeZone',
  'match',
  'per',
  'limits',
  'alerts',
  'onLimit',
  'onUnavailable',
  'unpricedCallUsd',
  'estimateUsd',
];
/** More than anyone spends, and far from where numbers lose cents. */
const MAX_USD = 1e9;
const USD = `must be a number of USD from 0 to ${MAX_USD}`;
const LIMIT = `must be a number of USD above 0, up to ${MAX_USD}`;
const MAX_SHARES = 20;

/** What is wrong with a budget that came from outside; empty where nothing is. */
export function faultsOfBudget(budget: unknown): MemberFault[] {
  const check = new MemberCheck(budget, MEMBERS);
  check.required('name', isText, TEXT);
  check.required('limitUsd', isLimit, LIMIT);
  check.required('window', (value) => isText(value), `must be one of ${BUDGET_WINDOWS.join(', ')}`);
  check.oneOf('window', BUDGET_WINDOWS);
  check.check('timeZone', isTimeZone, 'must be the IANA name of a time zone, such as Europe/Berlin or UTC');
  checkMatch(check);
  checkLimits(check);
  check.check(
    'alerts',
    areShares,
    `must be a list of at most ${MAX_SHARES} shares of the limit, such as [0.5, 0.8, 1]`,
  );
  check.oneOf('onLimit', ['alert', 'block']);
  check.oneOf('onUnavailable', ['allow', 'block']);
  check.check('unpricedCallUsd', isNumberFrom(0, MAX_USD), USD);
  check.check(
    'estimateUsd',
    (value) => typeof value === 'function' || isNumberFrom(0, MAX_USD)(value),
    `${USD}, or a function that returns one`,
  );
  return check.faults;
}

function checkLimits(check: MemberCheck): void {
  if (!check.has('limits')) return;
  if (!check.has('per')) check.fault('limits', 'are of single values: say of what, with `per`');
  const { limits } = check.members;
  const isMap = typeof limits === 'object' && limits !== null && !Array.isArray(limits);
  if (!isMap || !Object.values(limits).every(isLimit)) check.fault('limits', `of each value ${LIMIT}`);
}

function isLimit(value: unknown): boolean {
  return isNumberFrom(0, MAX_USD)(value) && value !== 0;
}

function areShares(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= MAX_SHARES &&
    value.every((share) => share !== 0 && isNumberFrom(0, 100)(share))
  );
}
