import type { UseQueryResult } from '@tanstack/react-query';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { Panel } from '../../components/panel.js';
import { Answered } from '../../components/states.js';
import { localTime } from '../../format/times.js';
import { instantOf, wallClock } from '../../view/calendar.js';
import { useParameter, useView } from '../../view/use-view.js';
import { datesOf, type Range } from '../../view/view.js';
import { reportingZone } from '../../view/zone.js';
import { periodBefore } from '../stats/period-before.js';
import styles from './compare.module.css';
import type { ComparedTotals } from './measures.js';
import { SideBySide } from './side-by-side.js';

type Dates = { startDate: string; endDate?: string };

/** The time looked at beside another one, at first the equally long one before it. */
export function ComparePeriods() {
  const { view } = useView();
  const [start, setStart] = useParameter('from', '');
  const usual = periodBefore(view.range);
  const second: Dates = datesOf(view.range);
  const first = start === '' ? usual : shiftedTo(start, usual);
  return (
    <>
      <Panel title="Periods" note="The second is the time of the page; the first is as long">
        <div className={styles['form']}>
          <label>
            First begins
            <input
              type="datetime-local"
              value={fieldOf(first.startDate)}
              onChange={({ target }) => setStart(target.value === '' ? '' : isoOf(target.value))}
            />
          </label>
        </div>
      </Panel>
      <Panel title="Figures">
        <Figures first={first} second={second} />
      </Panel>
    </>
  );
}

function Figures({ first, second }: { first: Dates; second: Dates }) {
  const { view } = useView();
  const [a, b] = [useTotals(first), useTotals(view.range)];
  return (
    <Answered query={a.cost}>
      {() => (
        <Answered query={b.cost}>
          {() =>
            a.totals && b.totals ? (
              <SideBySide
                caption="Figures of both periods"
                columns={[
                  { key: 'first', header: nameOf(first), totals: a.totals },
                  { key: 'second', header: nameOf(second), totals: b.totals },
                ]}
              />
            ) : null
          }
        </Answered>
      )}
    </Answered>
  );
}

function useTotals(range: Range): { cost: UseQueryResult<StatsAnswer<'stats/cost'>>; totals?: ComparedTotals } {
  const cost = useStats('stats/cost', {}, { range });
  const { data: speed } = useStats('stats/performance', {}, { range });
  if (cost.data === undefined || speed === undefined) return { cost };
  const { totalCost, totalCalls, unpricedCalls, promptTokens, completionTokens } = cost.data;
  const priced = totalCalls - unpricedCalls;
  const { errorRate, p50LatencyMs, p95LatencyMs } = speed;
  const totals = {
    totalCalls,
    totalCost,
    promptTokens,
    completionTokens,
    errorRate,
    p50LatencyMs,
    p95LatencyMs,
    costPerCall: priced === 0 ? null : totalCost / priced,
  };
  return { cost, totals };
}

/** As long as it is, but from another moment. */
function shiftedTo(start: string, { startDate, endDate }: { startDate: string; endDate: string }): Dates {
  const length = Date.parse(endDate) - Date.parse(startDate);
  return { startDate: start, endDate: new Date(Date.parse(start) + length).toISOString() };
}

function nameOf({ startDate, endDate }: Dates): string {
  return `${localTime(startDate)} – ${endDate === undefined ? 'now' : localTime(endDate)}`;
}

/** What clocks of the reporting zone show. */
function fieldOf(iso: string): string {
  return new Date(wallClock(Date.parse(iso), reportingZone())).toISOString().slice(0, 16);
}

function isoOf(field: string): string {
  return new Date(instantOf(Date.parse(`${field}Z`), reportingZone())).toISOString();
}
