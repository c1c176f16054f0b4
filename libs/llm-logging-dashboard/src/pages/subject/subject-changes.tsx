import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { moneyColumn } from '../../format/money.js';
import { useView } from '../../view/use-view.js';
import { DIMENSION_LABELS, filterFor, type Dimension } from '../stats/dimensions.js';
import { periodBefore } from '../stats/period-before.js';
import { Slot } from '../stats/slot.js';
import styles from '../stats/stats.module.css';
import { useChartLinks } from '../stats/use-charts.js';
import { changeReason, type Spent } from '../stats/change-reason.js';
import type { SubjectProps } from './subject-props.js';

interface Changed {
  dimension: Dimension;
  name: string;
  before: Spent;
  now: Spent;
}

const NOTHING: Spent = { totalCost: 0, totalCalls: 0, promptTokens: 0, completionTokens: 0 };
const MOST = 8;

/** The models and types whose cost moved most against the equally long time before, each with a reason. */
export function SubjectChanges({ kind, filters }: SubjectProps) {
  const { view } = useView();
  const now = useStats('stats/cost', filters);
  const before = useStats('stats/cost', filters, { range: periodBefore(view.range) });
  const changed = now.data && before.data && changesOf(before.data, now.data, kind === 'model');
  return (
    <Panel title="What changed" note="Against the equally long time before">
      <Slot
        query={before.data === undefined ? before : now}
        room="table"
        isEmpty={() => before.data?.totalCalls === 0 || changed?.length === 0}
        empty={<EmptyState title={before.data?.totalCalls === 0 ? 'There was no call before.' : 'Nothing moved.'} />}
      >
        {() => changed && <Changes rows={changed} filters={filters} />}
      </Slot>
    </Panel>
  );
}

function Changes({ rows, filters }: { rows: readonly Changed[] } & Pick<SubjectProps, 'filters'>) {
  const { callsOf } = useChartLinks();
  const money = moneyColumn(rows.flatMap(({ before, now }) => [before.totalCost, now.totalCost]));
  const columns: Column<Changed>[] = [
    {
      id: 'name',
      header: 'Name',
      value: ({ name }) => name,
      cell: ({ dimension, name }) => (
        <Link href={callsOf({ ...filters, ...filterFor(dimension, name) })}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    {
      id: 'change',
      header: 'Change',
      numeric: true,
      value: (row) => Math.abs(row.now.totalCost - row.before.totalCost),
      cell: (row) => <Difference {...row} format={money} />,
    },
    {
      id: 'before',
      header: 'Before',
      numeric: true,
      value: ({ before }) => before.totalCost,
      cell: ({ before }) => money(before.totalCost),
    },
    {
      id: 'now',
      header: 'Now',
      numeric: true,
      value: ({ now }) => now.totalCost,
      cell: ({ now }) => money(now.totalCost),
    },
    { id: 'why', header: 'Why', value: ({ before, now }) => changeReason(before, now) },
    {
      id: 'dimension',
      header: 'Kind',
      value: ({ dimension }) => DIMENSION_LABELS[dimension],
      cell: ({ dimension }) => <span className={styles['muted']}>{DIMENSION_LABELS[dimension].toLowerCase()}</span>,
    },
  ];
  return (
    <DataTable
      caption="Names whose cost moved most"
      columns={columns}
      rows={rows}
      rowKey={({ dimension, name }) => `${dimension} ${name}`}
      sortBy="change"
    />
  );
}

function Difference({ before, now, format }: Changed & { format: (cost: number) => string }) {
  const difference = now.totalCost - before.totalCost;
  return (
    <span className={styles[difference > 0 ? 'worse' : 'better']}>
      {difference > 0 ? '+' : '−'}
      {format(Math.abs(difference))}
    </span>
  );
}

type Cost = StatsAnswer<'stats/cost'>;

function changesOf(before: Cost, now: Cost, isModel: boolean): Changed[] {
  return [
    ...(isModel ? [] : moved('model', before.byModel, now.byModel)),
    ...moved('callType', before.byCallType, now.byCallType),
  ]
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, MOST);
}

function moved(
  dimension: Dimension,
  before: Readonly<Record<string, Spent>>,
  now: Readonly<Record<string, Spent>>,
): Changed[] {
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  const of = (sums: Readonly<Record<string, Spent>>, name: string): Spent =>
    Object.hasOwn(sums, name) ? sums[name]! : NOTHING;
  return names
    .map((name) => ({ dimension, name, before: of(before, name), now: of(now, name) }))
    .filter((change) => sizeOf(change) > 0 && filterFor(dimension, change.name) !== undefined);
}

function sizeOf({ before, now }: Changed): number {
  return Math.abs(now.totalCost - before.totalCost);
}
