import { useState } from 'react';
import { apiUrl } from '../api/request.js';
import { useView } from '../view/use-view.js';
import { datesOf, OF_LISTS } from '../view/view.js';
import { reportingZone } from '../view/zone.js';
import styles from './views-menu.module.css';

const GROUPS = {
  company: 'Company',
  user: 'User',
  model: 'Model',
  callType: 'Type',
  provider: 'Provider',
  origin: 'Origin',
  release: 'Release',
  promptName: 'Prompt',
} as const;
const INTERVALS = { '': 'the whole time in one', hour: 'hours', day: 'days', week: 'weeks', month: 'months' } as const;
const MOST = 3;

/** Calls, tokens and cost of what the page looks at as a table, without texts. */
export function SummaryExport() {
  const { view } = useView();
  const [groups, setGroups] = useState<readonly string[]>(['company', 'model']);
  const [interval, setInterval] = useState('month');
  const filters = Object.fromEntries(Object.entries(view.filters).filter(([name]) => !OF_LISTS.includes(name)));
  const query = { ...filters, ...datesOf(view.range), groupBy: groups, interval, timeZone: reportingZone() };
  return (
    <fieldset className={styles['export']}>
      <legend>Export sums</legend>
      <div className={styles['line']}>
        {Object.entries(GROUPS).map(([group, label]) => (
          <label key={group}>
            <input
              type="checkbox"
              checked={groups.includes(group)}
              disabled={groups.includes(group) ? groups.length === 1 : groups.length === MOST}
              onChange={({ target }) =>
                setGroups(target.checked ? [...groups, group] : groups.filter((other) => other !== group))
              }
            />{' '}
            {label}
          </label>
        ))}
      </div>
      <label>
        By{' '}
        <select value={interval} onChange={({ target }) => setInterval(target.value)}>
          {Object.entries(INTERVALS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <p className={styles['line']}>
        <a href={apiUrl('export/summary', { ...query, format: 'csv' })} download>
          CSV
        </a>
        <a href={apiUrl('export/summary', { ...query, format: 'json' })} download>
          JSON
        </a>
        <span className={styles['hint']}>Of the time and the filters of this page, up to three names at once.</span>
      </p>
    </fieldset>
  );
}
