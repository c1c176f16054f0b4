import { Link } from 'wouter';
import type { Call } from '../../api/answers.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Status } from '../../components/status.js';
import { SubjectLink } from '../../components/subject-link.js';
import { Time } from '../../components/time.js';
import { excerpt } from '../../format/excerpt.js';
import { moneyColumn } from '../../format/money.js';
import { duration, tokens } from '../../format/numbers.js';
import { Slot } from '../stats/slot.js';
import styles from '../stats/stats.module.css';
import { useChartLinks } from '../stats/use-charts.js';
import type { SubjectProps } from './subject-props.js';
import { useLatestCalls } from './use-latest-calls.js';

const MOST = 10;

const columnsOf = (money: (cost: number | null) => string): readonly Column<Call>[] => [
  {
    id: 'started',
    header: 'Started',
    value: ({ startedAt }) => startedAt,
    cell: ({ id, startedAt }) => (
      <Link href={`/calls/${id}`}>
        <Time at={startedAt} />
      </Link>
    ),
  },
  { id: 'status', header: 'Status', value: ({ status }) => status, cell: ({ status }) => <Status status={status} /> },
  { id: 'type', header: 'Type', value: ({ callType }) => callType },
  {
    id: 'model',
    header: 'Model',
    value: ({ model }) => model,
    cell: ({ model }) => model !== null && <SubjectLink kind="model" name={model} />,
  },
  {
    id: 'text',
    header: 'Prompt or error',
    value: ({ errorMessage, prompt }) => errorMessage ?? prompt,
    cell: ({ errorMessage, prompt }) => (
      <bdi className={styles['message']}>{excerpt(errorMessage ?? prompt).slice(0, 80)}</bdi>
    ),
  },
  {
    id: 'latency',
    header: 'Duration',
    numeric: true,
    value: ({ latencyMs }) => latencyMs,
    cell: ({ latencyMs }) => duration(latencyMs),
  },
  {
    id: 'tokens',
    header: 'Tokens',
    numeric: true,
    value: ({ totalTokens }) => totalTokens,
    cell: ({ totalTokens }) => tokens(totalTokens),
  },
  {
    id: 'cost',
    header: 'Cost',
    numeric: true,
    value: ({ estimatedCost }) => estimatedCost,
    cell: ({ estimatedCost }) => money(estimatedCost),
  },
];

function Latest({ rows }: { rows: readonly Call[] }) {
  const columns = columnsOf(moneyColumn(rows.map(({ estimatedCost }) => estimatedCost)));
  return <DataTable caption="Its latest calls" columns={columns} rows={rows} rowKey={({ id }) => id} />;
}

/** Its latest calls. */
export function SubjectCalls({ filters }: SubjectProps) {
  const { callsOf } = useChartLinks();
  const calls = useLatestCalls(filters);
  return (
    <Panel title="Latest calls" actions={<Link href={callsOf(filters)}>All calls</Link>}>
      <Slot query={calls} room="table" isEmpty={(rows) => rows.length === 0}>
        {(rows) => <Latest rows={rows.slice(0, MOST)} />}
      </Slot>
    </Panel>
  );
}
