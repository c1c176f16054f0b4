import { useMemo } from 'react';
import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { Track } from '../../charts/bar-list.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { count, share } from '../../format/numbers.js';
import { DIMENSION_LABELS, filterFor } from './dimensions.js';
import { FAILED } from './call-filters.js';
import { Slot } from './slot.js';
import styles from './stats.module.css';
import { useChartLinks } from './use-charts.js';

/** What errors are grouped by. */
export const GROUPS = ['callType', 'model', 'provider'] as const;
export type Group = (typeof GROUPS)[number];

type Row = StatsAnswer<'stats/errors'>['groups'][number];

/** Messages named beside the groups: one question serves both. */
export const MESSAGES = 50;

/** Rates of the whole time. */
export function ErrorGroups({ group }: { group: Group }) {
  const errors = useStats('stats/errors', { groupBy: group, messages: MESSAGES });
  return (
    <Panel title={`By ${DIMENSION_LABELS[group].toLowerCase()}`}>
      <Slot query={errors} room="table" isEmpty={({ groups }) => groups.length === 0}>
        {({ groups }) => <Groups rows={groups} group={group} />}
      </Slot>
    </Panel>
  );
}

function Groups({ rows, group }: { rows: readonly Row[]; group: Group }) {
  const { callsOf } = useChartLinks();
  const columns = useMemo((): Column<Row>[] => {
    const worst = Math.max(...rows.map(({ errorRate }) => errorRate ?? 0));
    const linked = (name: string, text: string, change = {}) => {
      const filters = filterFor(group, name);
      return filters === undefined ? text : <Link href={callsOf({ ...filters, ...change })}>{text}</Link>;
    };
    return [
      {
        id: 'name',
        header: DIMENSION_LABELS[group],
        value: ({ name }) => name,
        cell: ({ name }) => linked(name, name),
      },
      {
        id: 'rate',
        header: 'Error rate',
        value: ({ errorRate }) => errorRate,
        cell: ({ errorRate }) => (
          <span className={styles['share']}>
            <Track share={worst === 0 ? 0 : (errorRate ?? 0) / worst} colour="--series-6" />
            {share(errorRate)}
          </span>
        ),
      },
      {
        id: 'failed',
        header: 'Failed',
        numeric: true,
        value: ({ failedCalls }) => failedCalls,
        cell: ({ name, failedCalls }) => linked(name, count(failedCalls), { status: FAILED }),
      },
      {
        id: 'calls',
        header: 'Finished',
        numeric: true,
        value: ({ totalCalls }) => totalCalls,
        cell: ({ name, totalCalls }) => linked(name, count(totalCalls)),
      },
    ];
  }, [group, rows, callsOf]);
  return <DataTable caption="Error rates" columns={columns} rows={rows} rowKey={({ name }) => name} sortBy="failed" />;
}
