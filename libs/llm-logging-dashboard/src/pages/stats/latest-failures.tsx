import { Link } from 'wouter';
import { useStats } from '../../api/queries.js';
import { CallLink } from '../../components/call-link.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { count } from '../../format/numbers.js';
import { useView } from '../../view/use-view.js';
import { FAILED } from './call-filters.js';
import { messageText } from './message-text.js';
import { NoMessages } from './no-messages.js';
import { Slot } from './slot.js';
import styles from './stats.module.css';

const MOST = 6;

/** What failed last, each kind of failure once. */
export function LatestFailures() {
  const { linkTo } = useView();
  const errors = useStats('stats/errors', { messages: 100 });
  return (
    <Panel title="Latest failures" actions={<CallLink filters={{ status: FAILED }}>All failed calls</CallLink>}>
      <Slot query={errors} room="table" isEmpty={({ messages }) => messages.length === 0} empty={<NoMessages />}>
        {({ messages }) => (
          <ul className={styles['failures']}>
            {[...messages]
              .sort((a, b) => b.lastAt.localeCompare(a.lastAt))
              .slice(0, MOST)
              .map(({ message, calls, lastAt, lastCallId }) => (
                <li key={lastCallId}>
                  <Link className={styles['message']} href={linkTo(`/calls/${lastCallId}`)}>
                    {messageText({ message })}
                  </Link>
                  <span className={styles['aside']}>
                    <Time at={lastAt} relative />
                    <br />
                    {calls > 1 && `${count(calls)} times`}
                  </span>
                </li>
              ))}
          </ul>
        )}
      </Slot>
    </Panel>
  );
}
