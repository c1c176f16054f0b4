import fc from 'fast-check';
import type { LlmStatsService, StatsFilters } from 'nestjs-llm-logging';
import { momentNear, timeOf, type Moment } from './moments.js';
import { VALUES } from './random-calls.js';

/** A time as it is drawn: see {@link rangeOf}. */
interface DrawnRange {
  readonly days?: number;
  readonly start?: Moment;
  readonly end?: Moment;
}

/** Asked by `test/stats/kinds.spec.ts` and `test/admin/groups.spec.ts`. */
type NotRandom =
  | 'getOriginStats'
  | 'getPromptStats'
  | 'getReleaseStats'
  | 'getReleaseStarts'
  | 'getUserProfile'
  | 'getCompanyProfile'
  | 'getSummary';

export interface Question {
  readonly method: Exclude<keyof LlmStatsService, 'constructor' | NotRandom>;
  readonly range: DrawnRange;
  readonly filters: Omit<StatsFilters, 'days' | 'startDate' | 'endDate'>;
  /** Of this method alone. */
  readonly more: Readonly<Record<string, any>>;
}

const sometimes = <T>(values: fc.Arbitrary<T>, freq = 1) => fc.option(values, { nil: undefined, freq });
const oneOrMore = (values: readonly string[]) =>
  sometimes(fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 })));

const OF_MODELS = { provider: oneOrMore(VALUES.provider), model: oneOrMore(VALUES.model) };
const OF_COMPANY = { companyId: sometimes(fc.constantFrom(...VALUES.companyId)) };
const OF_TYPE = { callType: oneOrMore(VALUES.callType) };
const OF_USER = { userId: sometimes(fc.constantFrom(...VALUES.userId)) };
const OF_TAGS = { tags: sometimes(fc.uniqueArray(fc.constantFrom<string>(...VALUES.tags), { maxLength: 2 })) };
const OF_STATUS = { status: oneOrMore(VALUES.status) };
const PERFORMANCE = { ...OF_MODELS, ...OF_COMPANY, ...OF_TYPE };
const WITHOUT_TYPE = { ...OF_MODELS, ...OF_COMPANY, ...OF_USER, ...OF_TAGS };
const ALL = { ...WITHOUT_TYPE, ...OF_TYPE, ...OF_STATUS };

/** Few filters more often than many, of which no call would be left. */
function filtersOf(known: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Question['filters']> {
  return fc
    .subarray(Object.keys(known), { maxLength: Math.min(3, Object.keys(known).length) })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, known[name]!])))) as never;
}

const moment = momentNear('question');
const range: fc.Arbitrary<DrawnRange> = fc.oneof(
  { arbitrary: fc.record({ start: moment, end: moment }), weight: 6 },
  { arbitrary: fc.record({ start: moment }), weight: 2 },
  { arbitrary: fc.record({ days: fc.constantFrom(0.5, 1, 2, 7, 30, 90) }), weight: 2 },
  { arbitrary: fc.record({ days: fc.constantFrom(1, 3, 7, 30), end: moment }), weight: 1 },
  { arbitrary: fc.constant({}), weight: 1 },
);

const ZONES = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Adelaide'],
  ...['Pacific/Auckland', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia'],
];
const zone = sometimes(fc.constantFrom(...ZONES), 5);
const by = sometimes(fc.constantFrom('cost', 'calls'));
const groupBy = sometimes(fc.constantFrom('callType', 'status', 'provider', 'model', 'company', 'user', 'tag'), 3);

const question = (
  method: Question['method'],
  known: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  more: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<Question> =>
  fc.record({ method: fc.constant(method), range, filters: filtersOf(known), more: fc.record(more) });

const TOP = { by, limit: sometimes(fc.integer({ min: 1, max: 8 })) };
const TOTALS_OF = { companyId: sometimes(fc.constantFrom(...VALUES.companyId)) };
const QUESTIONS: Readonly<Record<Question['method'], fc.Arbitrary<Question>>> = {
  getCostStats: question('getCostStats', { ...PERFORMANCE, ...OF_USER }),
  getPerformanceStats: question('getPerformanceStats', PERFORMANCE),
  getTimeSeries: question('getTimeSeries', ALL, {
    ...{ interval: fc.constantFrom('hour', 'day', 'week', 'month'), timeZone: zone, groupBy, by },
    ...{ limit: sometimes(fc.integer({ min: 1, max: 6 })), percentiles: fc.constantFrom(undefined, true, 'latency') },
  }),
  getTopUsers: question('getTopUsers', ALL, TOP),
  getTopCompanies: question('getTopCompanies', ALL, TOP),
  getErrorRates: question('getErrorRates', ALL, {
    groupBy: sometimes(fc.constantFrom('callType', 'model', 'provider')),
    messages: sometimes(fc.integer({ min: 0, max: 6 })),
  }),
  getRagHealth: question('getRagHealth', WITHOUT_TYPE, {
    steps: sometimes(fc.uniqueArray(fc.constantFrom(...VALUES.callType, 'none'), { minLength: 1 })),
    limit: sometimes(fc.integer({ min: 0, max: 5 })),
  }),
  compareModels: question('compareModels', ALL),
  getUnpricedModels: question('getUnpricedModels', ALL),
  getSessionTotals: question('getSessionTotals', {}, { id: fc.constantFrom(...VALUES.sessionId, '?'), ...TOTALS_OF }),
  getTraceTotals: question('getTraceTotals', {}, { id: fc.constantFrom(...VALUES.traceId, '?'), ...TOTALS_OF }),
  getProjectedCost: question('getProjectedCost', ALL, { timeZone: zone }),
  getFacets: question('getFacets', ALL),
  comparePeriods: question('comparePeriods', ALL),
};

/** Series have most to go wrong in them. */
export const anyQuestion: fc.Arbitrary<Question> = fc.oneof(
  { arbitrary: QUESTIONS.getTimeSeries, weight: 8 },
  ...Object.values(QUESTIONS).map((arbitrary) => ({ arbitrary, weight: 1 })),
);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Range {
  /** As it is asked. */
  readonly asked: { days?: number; startDate?: Date; endDate?: Date };
  readonly from: Date;
  readonly to: Date | null;
}

/** A time as it is asked, and which it is: days begin at midnight (UTC), a single one with the hour. */
export function rangeOf({ days, start, end }: DrawnRange): Range {
  const times = [start, end].filter((each) => each !== undefined).map((each) => timeOf(each).getTime());
  if (start !== undefined && end !== undefined) {
    const [from, to] = [Math.min(...times), Math.max(...times)].map((ms) => new Date(ms)) as [Date, Date];
    const until = from < to ? to : new Date(to.getTime() + 1);
    return { asked: { startDate: from, endDate: until }, from, to: until };
  }
  if (start !== undefined) return { asked: { startDate: timeOf(start) }, from: timeOf(start), to: null };
  const first = (end === undefined ? Date.now() : times[0]!) - (days ?? 30) * DAY_MS;
  const length = (days ?? 30) < 2 ? HOUR_MS : DAY_MS;
  const to = end === undefined ? null : timeOf(end);
  return {
    asked: { ...(days !== undefined && { days }), ...(to !== null && { endDate: to }) },
    from: new Date(Math.floor(first / length) * length),
    to,
  };
}
