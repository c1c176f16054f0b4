import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Status } from '../../components/status.js';
import { Time } from '../../components/time.js';
import styles from './stats.module.css';

type Trace = StatsAnswer<'stats/rag'>['failedTraces'][number];

/** Characters of an id that distinguish it from others in a table. */
const SHORT = 8;

const COLUMNS: readonly Column<Trace>[] = [
  {
    id: 'when',
    header: 'Started',
    value: ({ startedAt }) => startedAt,
    cell: ({ startedAt }) => <Time at={startedAt} />,
  },
  {
    id: 'trace',
    header: 'Trace',
    value: ({ traceId }) => traceId,
    cell: ({ traceId }) => (
      <Link href={`/traces/${encodeURIComponent(traceId)}`} title={traceId}>
        <code>{traceId.slice(0, SHORT)}</code>
      </Link>
    ),
  },
  {
    id: 'step',
    header: 'Failed at',
    value: ({ callType }) => callType,
    cell: ({ callType, callId }) => <Link href={`/calls/${callId}`}>{callType}</Link>,
  },
  { id: 'status', header: 'Status', value: ({ status }) => status, cell: ({ status }) => <Status status={status} /> },
  { id: 'model', header: 'Model', value: ({ model }) => model },
  {
    id: 'message',
    header: 'Message',
    bare: true,
    value: ({ errorMessage }) => errorMessage,
    cell: ({ errorMessage }) => <span className={styles['message']}>{errorMessage}</span>,
  },
];

export function FailedTraces({ traces }: { traces: readonly Trace[] }) {
  return <DataTable caption="Failed pipeline runs" columns={COLUMNS} rows={traces} rowKey={({ traceId }) => traceId} />;
}
