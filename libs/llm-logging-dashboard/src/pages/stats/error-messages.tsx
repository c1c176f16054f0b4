import { useMemo } from 'react';
import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { count } from '../../format/numbers.js';
import { useView } from '../../view/use-view.js';
import { MESSAGES, type Group } from './error-groups.js';
import { FAILED } from './call-filters.js';
import { searchFor } from './message-search.js';
import { messageText } from './message-text.js';
import { NoMessages } from './no-messages.js';
import { Slot } from './slot.js';
import styles from './stats.module.css';
import { useChartLinks } from './use-charts.js';

type Message = StatsAnswer<'stats/errors'>['messages'][number];

/** Why calls failed: messages that differ only in numbers, ids and quoted texts are one. */
export function ErrorMessages({ group }: { group: Group }) {
  const errors = useStats('stats/errors', { groupBy: group, messages: MESSAGES });
  return (
    <Panel title="Messages" note="Messages that differ only in numbers and ids are one; … stands for these">
      <Slot query={errors} room="table" isEmpty={({ messages }) => messages.length === 0} empty={<NoMessages />}>
        {({ messages }) => <Messages rows={messages} />}
      </Slot>
    </Panel>
  );
}

function Messages({ rows }: { rows: readonly Message[] }) {
  const { linkTo } = useView();
  const { callsOf } = useChartLinks();
  const columns = useMemo(
    (): Column<Message>[] => [
      {
        id: 'message',
        header: 'Message',
        value: messageText,
        cell: ({ message }) => (
          <Link className={styles['message']} href={callsOf({ status: FAILED, search: searchFor(message) })}>
            {messageText({ message })}
          </Link>
        ),
      },
      { id: 'type', header: 'Type', value: ({ errorType }) => errorType },
      { id: 'code', header: 'Code', value: ({ errorCode }) => errorCode },
      {
        id: 'calls',
        header: 'Calls',
        numeric: true,
        value: ({ calls }) => calls,
        cell: ({ calls, message }) => (
          <Link href={callsOf({ status: FAILED, search: searchFor(message) })}>{count(calls)}</Link>
        ),
      },
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
    ],
    [callsOf, linkTo],
  );
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
