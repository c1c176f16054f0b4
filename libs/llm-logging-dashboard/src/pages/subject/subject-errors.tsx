import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { count } from '../../format/numbers.js';
import { useView } from '../../view/use-view.js';
import { FAILED } from '../stats/call-filters.js';
import { messageText } from '../stats/message-text.js';
import { searchFor } from '../stats/message-search.js';
import { NoMessages } from '../stats/no-messages.js';
import { Slot } from '../stats/slot.js';
import styles from '../stats/stats.module.css';
import { useChartLinks } from '../stats/use-charts.js';
import type { SubjectProps } from './subject-props.js';

type Message = StatsAnswer<'stats/errors'>['messages'][number];
const MOST = 10;

/** Why its calls failed. */
export function SubjectErrors({ filters }: SubjectProps) {
  const { callsOf } = useChartLinks();
  const errors = useStats('stats/errors', { ...filters, messages: MOST });
  return (
    <Panel title="Errors" actions={<Link href={callsOf({ ...filters, status: FAILED })}>All failed calls</Link>}>
      <Slot query={errors} room="table" isEmpty={({ messages }) => messages.length === 0} empty={<NoMessages />}>
        {({ messages }) => <Messages rows={messages} filters={filters} />}
      </Slot>
    </Panel>
  );
}

function Messages({ rows, filters }: { rows: readonly Message[] } & Pick<SubjectProps, 'filters'>) {
  const { linkTo } = useView();
  const { callsOf } = useChartLinks();
  const columns: Column<Message>[] = [
    {
      id: 'message',
      header: 'Message',
      value: messageText,
      cell: ({ message }) => (
        <Link className={styles['message']} href={callsOf({ ...filters, status: FAILED, search: searchFor(message) })}>
          {messageText({ message })}
        </Link>
      ),
    },
    { id: 'calls', header: 'Calls', numeric: true, value: ({ calls }) => calls, cell: ({ calls }) => count(calls) },
    {
      id: 'last',
      header: 'Last',
      numeric: true,
      value: ({ lastAt }) => Date.parse(lastAt),
      cell: ({ lastAt, lastCallId }) => (
        <Link href={linkTo(`/calls/${lastCallId}`)}>
          <Time at={lastAt} relative />
        </Link>
      ),
    },
  ];
  return (
    <DataTable
      caption="Messages of failed calls"
      columns={columns}
      rows={rows}
      rowKey={({ lastCallId }) => lastCallId}
      sortBy="calls"
    />
  );
}
