import type { ReactNode } from 'react';
import type { Call } from '../../api/answers.js';
import { Status } from '../../components/status.js';
import { Time } from '../../components/time.js';
import { excerpt } from '../../format/excerpt.js';
import type { Sort } from './use-sort.js';
import { count, duration, tokens } from '../../format/numbers.js';

export type CostFormat = (cost: number | null) => string;

export interface CallColumn {
  id: string;
  header: string;
  /** In rem; at least, where it grows. */
  width: number;
  grows?: true;
  numeric?: boolean;
  /** Whether the list can be sorted by it, and how that is called. */
  sort?: Sort;
  /** @param money the costs of all rows alike */
  cell: (call: Call, money: CostFormat) => ReactNode;
}

/** Between columns, and at both ends. */
const GAP_REM = 0.75;

export const COLUMNS: readonly CallColumn[] = [
  { id: 'startedAt', header: 'Started', width: 8.5, sort: 'time', cell: ({ startedAt }) => <Time at={startedAt} /> },
  { id: 'status', header: 'Status', width: 6, cell: ({ status }) => <Status status={status} /> },
  text('callType', 'Type', 8.5),
  { id: 'model', header: 'Model', width: 9.5, cell: ({ model, requestModel }) => name(model ?? requestModel) },
  {
    id: 'text',
    header: 'Prompt or error',
    width: 8,
    grows: true,
    cell: ({ prompt, errorMessage }) => words(errorMessage ?? prompt),
  },
  { id: 'response', header: 'Response', width: 12, grows: true, cell: ({ response }) => words(response) },
  {
    id: 'latencyMs',
    header: 'Latency',
    width: 4.5,
    numeric: true,
    sort: 'latency',
    cell: ({ latencyMs }) => duration(latencyMs),
  },
  {
    id: 'timeToFirstTokenMs',
    header: 'First token',
    width: 6,
    numeric: true,
    cell: ({ timeToFirstTokenMs }) => duration(timeToFirstTokenMs),
  },
  {
    id: 'promptTokens',
    header: 'Input',
    width: 5,
    numeric: true,
    cell: ({ promptTokens }) => tokens(promptTokens),
  },
  {
    id: 'completionTokens',
    header: 'Output',
    width: 5,
    numeric: true,
    cell: ({ completionTokens }) => tokens(completionTokens),
  },
  {
    id: 'totalTokens',
    header: 'Tokens',
    width: 4.5,
    numeric: true,
    sort: 'tokens',
    cell: ({ totalTokens }) => tokens(totalTokens),
  },
  {
    id: 'estimatedCost',
    header: 'Cost',
    width: 6.5,
    numeric: true,
    sort: 'cost',
    cell: (call, money) => costOf(call, money),
  },
  { id: 'attempts', header: 'Attempts', width: 5, numeric: true, cell: ({ attempts }) => count(attempts) },
  text('provider', 'Provider', 7),
  text('name', 'Name', 10),
  text('origin', 'Origin', 10),
  text('promptName', 'Prompt name', 9),
  text('promptVersion', 'Version', 5),
  text('release', 'Release', 6),
  text('userId', 'User', 8.5),
  text('companyId', 'Company', 8),
  text('sessionId', 'Session', 8),
  text('traceId', 'Trace', 8),
  text('taskId', 'Task', 8),
  text('reviewId', 'Review', 8),
  text('errorType', 'Error type', 9),
  text('errorCode', 'Error code', 6),
  text('finishReason', 'Finish', 6),
  { id: 'tags', header: 'Tags', width: 10, cell: ({ tags }) => name(tags.join(', ')) },
];

export const DEFAULT_COLUMNS = [
  'startedAt',
  'status',
  'callType',
  'model',
  'text',
  'latencyMs',
  'totalTokens',
  'estimatedCost',
  'userId',
];

/** Those that a phone has room for. */
export const NARROW_COLUMNS = ['startedAt', 'status', 'callType', 'estimatedCost', 'text', 'latencyMs'];

/** Tracks of a grid with these columns, and what they need at least. */
export function gridOf(columns: readonly CallColumn[]): { '--columns': string; '--width': string } {
  const isGrowing = columns.some(({ grows }) => grows);
  const tracks = columns.map(({ width, grows }) => (grows || !isGrowing ? `minmax(${width}rem, 1fr)` : `${width}rem`));
  const gaps = (columns.length + 1) * GAP_REM;
  return { '--columns': tracks.join(' '), '--width': `${columns.reduce((sum, { width }) => sum + width, gaps)}rem` };
}

type TextMember = { [M in keyof Call]: Call[M] extends string | null ? M : never }[keyof Call];

function text(id: TextMember, header: string, width: number): CallColumn {
  return { id, header, width, cell: (call) => name(call[id]) };
}

/** A call of a model that has no cost says why: its tokens are not known, or their price. */
function costOf({ estimatedCost, totalTokens, kind, status }: Call, money: CostFormat): string {
  if (estimatedCost !== null || kind !== 'call' || status !== 'success') return money(estimatedCost);
  return totalTokens === null ? 'no tokens' : 'no price';
}

/** What others named may be written in any direction. */
function name(value: string | null): ReactNode {
  return value === null ? null : <bdi title={value}>{value}</bdi>;
}

function words(value: string | null): ReactNode {
  return <bdi>{excerpt(value)}</bdi>;
}
