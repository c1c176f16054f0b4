import { checkLimit } from '../question/check-limit.js';
import { errorMessages, type ErrorMessage } from './error-messages.js';
import { totalsBy, totalsOf } from '../totals/roll-up.js';
import { scopeOf, type StatsFilters } from '../question/stats-filters.js';
import { columnOf } from '../../rollups/plan/question.js';
import type { RollupReader } from '../../rollups/read/rollup-reader.js';
import { ratio, type Totals } from '../totals/totals.js';

export interface ErrorRatesQuery extends StatsFilters {
  /** Default `callType`. */
  groupBy?: 'callType' | 'model' | 'provider' | 'name' | 'origin' | 'release' | 'promptName' | 'promptVersion';
  /** Most frequent messages to name: 0 to 100, default 10. */
  messages?: number;
}

/** Of finished calls. */
export interface ErrorRate {
  totalCalls: number;
  /** Failed or timed out. */
  failedCalls: number;
  /** From 0 to 1; null without calls. */
  errorRate: number | null;
}

export interface ErrorRates extends ErrorRate {
  /** Most failed calls first. */
  groups: (ErrorRate & { name: string })[];
  /** Most frequent first. */
  messages: ErrorMessage[];
}

export const ERROR_DIMENSIONS = [
  'callType',
  'model',
  'provider',
  'name',
  'origin',
  'release',
  'promptName',
  'promptVersion',
];

const MEASURED = ['calls', 'pending', 'failed'] as const;

/** @throws LlmQueryError */
export async function errorRates(reader: RollupReader, query: ErrorRatesQuery): Promise<ErrorRates> {
  const { groupBy = 'callType', messages = 10, ...rest } = query;
  const column = columnOf('groupBy', groupBy, ERROR_DIMENSIONS);
  checkLimit('messages', messages, 0, 100);
  const scope = scopeOf(rest, reader.timeZone);
  const rows = await reader.measures({ ...scope, groupBy: [column], measures: MEASURED });
  const groups = [...totalsBy(rows, column)].map(([name, totals]) => ({ name, ...rateOf(totals) }));
  return {
    ...rateOf(totalsOf(rows)),
    groups: groups.sort((a, b) => b.failedCalls - a.failedCalls || b.totalCalls - a.totalCalls),
    messages: await errorMessages(reader, scope, messages),
  };
}

function rateOf(totals: Totals): ErrorRate {
  const [totalCalls, failed] = [totals.finished, totals.get('failed')];
  return { totalCalls, failedCalls: failed, errorRate: ratio(failed, totalCalls) };
}
