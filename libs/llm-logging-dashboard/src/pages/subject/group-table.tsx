import { Link } from 'wouter';
import { Track } from '../../charts/bar-list.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { SubjectLink } from '../../components/subject-link.js';
import { moneyColumn } from '../../format/money.js';
import { count, duration, share } from '../../format/numbers.js';
import type { SubjectKind } from '../../view/subjects.js';
import type { ViewChange } from '../../view/view.js';
import { FAILED } from '../stats/call-filters.js';
import { costText, knownCost } from '../stats/cost-text.js';
import styles from '../stats/stats.module.css';
import { useChartLinks } from '../stats/use-charts.js';

/** Calls that have a name in common. */
export interface Group {
  name: string;
  totalCost: number;
  unpricedCalls: number;
  totalCalls: number;
  totalTokens: number;
  failedCalls?: number;
  errorRate?: number | null;
  p95LatencyMs?: number | null;
  /** They find its calls; undefined where these cannot be found by the name. */
  filters: ViewChange | undefined;
}

interface GroupTableProps {
  caption: string;
  /** Of the column of names. */
  header: string;
  /** Which pages the names lead to, if any. */
  leadsTo?: SubjectKind;
  groups: readonly Group[];
  /** USD of all calls, which shares are of. */
  whole: number;
}

/** Names with their share of the cost, costliest first. */
export function GroupTable({ caption, header, leadsTo, groups, whole }: GroupTableProps) {
  const { callsOf } = useChartLinks();
  const linked = (group: Group, text: string, change: ViewChange = {}) =>
    group.filters === undefined ? text : <Link href={callsOf({ ...group.filters, ...change })}>{text}</Link>;
  const money = moneyColumn(groups.map(knownCost));
  const has = (member: keyof Group): boolean => groups.some((group) => group[member] !== undefined);
  const columns: Column<Group>[] = [
    {
      id: 'name',
      header,
      value: ({ name }) => name,
      cell: (group) =>
        leadsTo === undefined ? linked(group, group.name) : <SubjectLink kind={leadsTo} name={group.name} />,
    },
    {
      id: 'share',
      header: 'Share of cost',
      value: ({ totalCost }) => totalCost,
      cell: ({ totalCost }) => (
        <span className={styles['share']}>
          <Track share={whole === 0 ? 0 : totalCost / whole} />
          {share(whole === 0 ? null : totalCost / whole)}
        </span>
      ),
    },
    {
      id: 'cost',
      header: 'Cost',
      numeric: true,
      value: knownCost,
      cell: (group) => linked(group, costText(group, money)),
    },
    {
      id: 'calls',
      header: 'Calls',
      numeric: true,
      value: ({ totalCalls }) => totalCalls,
      cell: (group) => linked(group, count(group.totalCalls)),
    },
  ];
  if (has('errorRate'))
    columns.push({
      id: 'errors',
      header: 'Error rate',
      numeric: true,
      value: ({ errorRate }) => errorRate,
      cell: (group) => linked(group, share(group.errorRate), { status: FAILED }),
    });
  if (has('p95LatencyMs'))
    columns.push({
      id: 'p95',
      header: 'p95',
      numeric: true,
      value: ({ p95LatencyMs }) => p95LatencyMs,
      cell: ({ p95LatencyMs }) => duration(p95LatencyMs),
    });
  return <DataTable caption={caption} columns={columns} rows={groups} rowKey={({ name }) => name} sortBy="cost" />;
}
