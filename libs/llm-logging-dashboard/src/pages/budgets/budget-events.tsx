import { Link } from 'wouter';
import type { EventPage } from '../../api/answers.js';
import { useEvents } from '../../api/budget-queries.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { Time } from '../../components/time.js';
import { useView } from '../../view/use-view.js';
import { Slot } from '../stats/slot.js';
import styles from './budgets.module.css';
import { eventText } from './event-text.js';

const MOST = 50;

type Event = EventPage['items'][number];

/** What budgets and alerts reported, newest first, and what became of it. */
export function BudgetEvents() {
  const events = useEvents(MOST);
  return (
    <Panel title="Events" note="Of budgets and alerts, newest first">
      <Slot query={events} room="table" isEmpty={({ items }) => items.length === 0} empty={<NoEvents />}>
        {({ items }) => (
          <ul className={styles['events']} aria-label="Events">
            {items.map((event) => (
              <EventLine key={event.id} event={event} />
            ))}
          </ul>
        )}
      </Slot>
    </Panel>
  );
}

function NoEvents() {
  return (
    <EmptyState title="No events yet.">
      <p>
        A budget writes one when spending passes 50, 80 and 100 % of its limit. Alerts on errors, latency and more are
        defined in the options:{' '}
        <code>{`alerts: [{ name: 'errors', metric: 'errorRate', over: '15m', above: 0.05 }]`}</code>
      </p>
    </EmptyState>
  );
}

function EventLine({ event }: { event: Event }) {
  const { linkTo } = useView();
  const { at, window, deliveries } = event;
  const lost = deliveries.filter(({ state }) => state === 'dead');
  const range = window.start !== null && { startDate: window.start, endDate: window.end ?? undefined };
  return (
    <li className={styles['event']}>
      <span>
        {range ? <Link href={linkTo('/', { range })}>{eventText(event)}</Link> : eventText(event)}
        {lost.length > 0 && (
          <span className={styles['over']}> did not arrive: {lost.map(({ target }) => target).join(', ')}</span>
        )}
      </span>
      <Time at={at} relative />
    </li>
  );
}
