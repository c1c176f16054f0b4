import type { ReactNode } from 'react';
import type { Call } from '../../api/answers.js';
import { Status } from '../../components/status.js';
import { Time } from '../../components/time.js';
import { excerpt } from '../../format/excerpt.js';
import { count, duration, money, tokens } from '../../format/numbers.js';

export interface CallColumn {
  id: string;
  header: string;
  /** Of the column, as a track of a grid. */
  width: string;
  numeric?: boolean;
  cell: (call: Call) => ReactNode;
}

export const COLUMNS: readonly CallColumn[] = [
  { id: 'startedAt', header: 'Started', width: '9.5rem', cell: ({ startedAt }) => <Time at={startedAt} /> },
  { id: 'status', header: 'Status', width: '6.5rem', cell: ({ status }) => <Status status={status} /> },
  text('callType', 'Type', '9rem'),
  { id: 'model', header: 'Model', width: '11rem', cell: ({ model, requestModel }) => name(model ?? requestModel) },
  {
    id: 'text',
    header: 'Prompt or error',
    width: 'minmax(12rem, 4fr)',
    cell: ({ prompt, errorMessage }) => words(errorMessage ?? prompt),
  },
  { id: 'response', header: 'Response', width: 'minmax(12rem, 4fr)', cell: ({ response }) => words(response) },
  { id: 'latencyMs', header: 'Latency', width: '6rem', numeric: true, cell: ({ latencyMs }) => duration(latencyMs) },
  {
    id: 'timeToFirstTokenMs',
    header: 'First token',
    width: '6rem',
    numeric: true,
    cell: ({ timeToFirstTokenMs }) => duration(timeToFirstTokenMs),
  },
  {
    id: 'promptTokens',
    header: 'Input',
    width: '5rem',
    numeric: true,
    cell: ({ promptTokens }) => tokens(promptTokens),
  },
  {
    id: 'completionTokens',
    header: 'Output',
    width: '5rem',
    numeric: true,
    cell: ({ completionTokens }) => tokens(completionTokens),
  },
  { id: 'totalTokens', header: 'Tokens', width: '5rem', numeric: true, cell: ({ totalTokens }) => tokens(totalTokens) },
  {
    id: 'estimatedCost',
    header: 'Cost',
    width: '6rem',
    numeric: true,
    cell: ({ estimatedCost }) => money(estimatedCost),
  },
  { id: 'attempts', header: 'Attempts', width: '5rem', numeric: true, cell: ({ attempts }) => count(attempts) },
  text('provider', 'Provider', '7rem'),
  text('userId', 'User', '8rem'),
  text('companyId', 'Company', '8rem'),
  text('sessionId', 'Session', '8rem'),
  text('traceId', 'Trace', '8rem'),
  text('taskId', 'Task', '8rem'),
  text('reviewId', 'Review', '8rem'),
  text('errorType', 'Error type', '9rem'),
  text('errorCode', 'Error code', '6rem'),
  text('finishReason', 'Finish', '6rem'),
  { id: 'tags', header: 'Tags', width: '10rem', cell: ({ tags }) => name(tags.join(', ')) },
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

type TextMember = { [M in keyof Call]: Call[M] extends string | null ? M : never }[keyof Call];

function text(id: TextMember, header: string, width: string): CallColumn {
  return { id, header, width, cell: (call) => name(call[id]) };
}

/** What others named may be written in any direction. */
function name(value: string | null): ReactNode {
  return value === null ? null : <bdi title={value}>{value}</bdi>;
}

function words(value: string | null): ReactNode {
  return <bdi>{excerpt(value)}</bdi>;
}
