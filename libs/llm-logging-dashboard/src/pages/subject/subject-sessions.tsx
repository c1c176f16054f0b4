import { Link } from 'wouter';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { moneyColumn } from '../../format/money.js';
import { count } from '../../format/numbers.js';
import { sessionsOf, type SessionSum } from './sessions.js';
import type { SubjectProps } from './subject-props.js';
import { LATEST, useLatestCalls } from './use-latest-calls.js';

const MOST = 8;

const columnsOf = (money: (cost: number | null) => string): readonly Column<SessionSum>[] => [
  {
    id: 'session',
    header: 'Session',
    value: ({ sessionId }) => sessionId,
    cell: ({ sessionId }) => (
      <Link href={`/sessions/${encodeURIComponent(sessionId)}`}>
        <bdi>{sessionId}</bdi>
      </Link>
    ),
  },
  {
    id: 'last',
    header: 'Last call',
    value: ({ lastAt }) => Date.parse(lastAt),
    cell: ({ lastAt }) => <Time at={lastAt} relative />,
  },
  { id: 'calls', header: 'Calls', numeric: true, value: ({ calls }) => calls, cell: ({ calls }) => count(calls) },
  { id: 'failed', header: 'Failed', numeric: true, value: ({ failed }) => failed, cell: ({ failed }) => count(failed) },
  { id: 'cost', header: 'Cost', numeric: true, value: ({ cost }) => cost, cell: ({ cost }) => money(cost) },
];

/** Its latest sessions; nothing where calls have none. */
export function SubjectSessions({ filters }: SubjectProps) {
  const { data = [] } = useLatestCalls(filters);
  const sessions = sessionsOf(data).slice(0, MOST);
  if (sessions.length === 0) return null;
  return (
    <Panel title="Latest sessions" note={`Among the latest ${LATEST} calls`}>
      <DataTable
        caption="Its latest sessions"
        columns={columnsOf(moneyColumn(sessions.map(({ cost }) => cost)))}
        rows={sessions}
        rowKey={({ sessionId }) => sessionId}
      />
    </Panel>
  );
}
