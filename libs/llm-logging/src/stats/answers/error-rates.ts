import { callIdTime } from '../../call/call-id.js';
import { checkLimit } from '../question/check-limit.js';
import { failedCalls, type FailedCall } from './failed-calls.js';
import { normalisedMessage } from './normalised-message.js';
import { groupedBy, totalsBy, totalsOf } from '../sums/roll-up.js';
import { scopeOf, type StatsFilters } from '../question/stats-filters.js';
import { columnOf } from '../sums/sums-question.js';
import type { SumsReader } from '../sums/sums-reader.js';
import { ratio, type Totals } from '../sums/totals.js';

export interface ErrorRatesQuery extends StatsFilters {
  /** Default `callType`. */
  groupBy?: 'callType' | 'model' | 'provider';
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

/** Messages that differ only in numbers, ids, addresses and quoted texts are one. */
export interface ErrorMessage {
  /** With `…` in place of what differs. */
  message: string;
  calls: number;
  errorType: string | null;
  errorCode: string | null;
  /** When the last of these calls started. */
  lastAt: Date;
  /** That call. */
  lastCallId: string;
}

export interface ErrorRates extends ErrorRate {
  /** Most failed calls first. */
  groups: (ErrorRate & { name: string })[];
  /** Most frequent first, of the newest 2,000 failed calls that are still stored. */
  messages: ErrorMessage[];
}

/** Failed calls whose messages are read. */
const NEWEST = 2_000;
const MEASURED = ['calls', 'pending', 'failed'] as const;
const FIELDS = ['callId', 'messageStart', 'errorType', 'errorCode'] as const;

/** @throws LlmQueryError */
export async function errorRates(reader: SumsReader, query: ErrorRatesQuery): Promise<ErrorRates> {
  const { groupBy = 'callType', messages = 10, ...rest } = query;
  const column = columnOf('groupBy', groupBy, ['callType', 'model', 'provider']);
  checkLimit('messages', messages, 0, 100);
  const scope = scopeOf(rest);
  const rows = await reader.measures({ ...scope, groupBy: [column], measures: MEASURED });
  const groups = [...totalsBy(rows, column)].map(([name, totals]) => ({ name, ...rateOf(totals) }));
  const failed = messages === 0 ? [] : await failedCalls(reader, scope, { fields: FIELDS, limit: NEWEST });
  return {
    ...rateOf(totalsOf(rows)),
    groups: groups.sort((a, b) => b.failedCalls - a.failedCalls || b.totalCalls - a.totalCalls),
    messages: mostFrequent(failed).slice(0, messages),
  };
}

function rateOf(totals: Totals): ErrorRate {
  const [totalCalls, failed] = [totals.finished, totals.get('failed')];
  return { totalCalls, failedCalls: failed, errorRate: ratio(failed, totalCalls) };
}

/** @param failed newest first. */
function mostFrequent(failed: readonly Pick<FailedCall, (typeof FIELDS)[number]>[]): ErrorMessage[] {
  const groups = groupedBy(failed, ({ messageStart, errorType }) => normalisedMessage(messageStart ?? errorType ?? ''));
  return [...groups]
    .map(([message, calls]) => ({
      message,
      calls: calls.length,
      errorType: calls[0]!.errorType,
      errorCode: calls[0]!.errorCode,
      lastAt: callIdTime(calls[0]!.callId),
      lastCallId: calls[0]!.callId,
    }))
    .sort((a, b) => b.calls - a.calls);
}
