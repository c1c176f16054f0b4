import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { Choice } from '../../components/choice.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { SubjectLink } from '../../components/subject-link.js';
import { EmptyState } from '../../components/states.js';
import { moneyColumn } from '../../format/money.js';
import { count, delta } from '../../format/numbers.js';
import { useParameter, useView } from '../../view/use-view.js';
import { changeReason, type Spent } from './change-reason.js';
import { DIMENSION_LABELS, filterFor } from './dimensions.js';
import { largestMovers, type Moved, type Mover } from './movers.js';
import { periodBefore } from './period-before.js';
import { relativeChange } from './relative-change.js';
import { Slot } from './slot.js';
import styles from './stats.module.css';
import { useChartLinks } from './use-charts.js';

type Measure = 'totalCost' | 'totalCalls';
const OPTIONS = [
  { value: 'totalCost', label: 'Cost' },
  { value: 'totalCalls', label: 'Calls' },
] as const;
const NOTHING: Spent = { totalCost: 0, totalCalls: 0, promptTokens: 0, completionTokens: 0 };
const COMPANIES = { limit: 100 } as const;

/** The models, types and companies that moved most between the period before and this one. */
export function WhatChanged() {
  const [chosen, setMeasure] = useParameter('moved', 'totalCost');
  const measure: Measure = chosen === 'totalCalls' ? 'totalCalls' : 'totalCost';
  const comparison = useStats('stats/comparison');
  const now = useStats('stats/cost');
  const before = useStats('stats/cost', {}, { before: true });
  const companies = useStats('stats/companies', COMPANIES);
  const companiesBefore = useStats('stats/companies', COMPANIES, { before: true });
  const movers =
    now.data &&
    before.data &&
    largestMovers([
      { dimension: 'model', ...sides(before.data.byModel, now.data.byModel, measure) },
      { dimension: 'callType', ...sides(before.data.byCallType, now.data.byCallType, measure) },
      { dimension: 'company', ...sides(byCompany(companiesBefore.data), byCompany(companies.data), measure) },
    ]);
  const spent = {
    model: [before.data?.byModel, now.data?.byModel],
    callType: [before.data?.byCallType, now.data?.byCallType],
    company: [byCompany(companiesBefore.data), byCompany(companies.data)],
  };
  const whyOf = ({ dimension, name }: Mover): string | undefined => {
    const [past, present] = spent[dimension as keyof typeof spent];
    return measure === 'totalCost' ? changeReason(past?.[name] ?? NOTHING, present?.[name] ?? NOTHING) : undefined;
  };
  const query = before.data === undefined ? before : now;
  return (
    <Panel
      title="What changed"
      note="Against the equally long time before"
      actions={<Choice label="Measure" options={OPTIONS} value={measure} onChange={setMeasure} />}
    >
      <Slot
        query={query}
        room="table"
        isEmpty={() => movers?.length === 0 || comparison.data?.comparable === false}
        empty={
          comparison.data?.comparable === false ? (
            <EmptyState title="Nothing to compare with.">The log began after the time before this one.</EmptyState>
          ) : (
            <EmptyState title="Nothing changed." />
          )
        }
      >
        {() => movers && <Movers movers={movers.map((mover) => ({ ...mover, why: whyOf(mover) }))} measure={measure} />}
      </Slot>
    </Panel>
  );
}

function Movers({ movers, measure }: { movers: readonly Mover[]; measure: Measure }) {
  const { view } = useView();
  const { callsOf } = useChartLinks();
  const format = measure === 'totalCost' ? moneyColumn(movers.flatMap(({ before, now }) => [before, now])) : count;
  const range = periodBefore(view.range);
  const columns: Column<Mover>[] = [
    {
      id: 'name',
      header: 'Name',
      value: ({ name }) => name,
      cell: ({ dimension, name }) =>
        dimension === 'model' || dimension === 'company' ? (
          <SubjectLink kind={dimension} name={name} />
        ) : (
          <Link href={callsOf(filterFor(dimension, name))}>{name}</Link>
        ),
    },
    {
      id: 'change',
      header: 'Change',
      numeric: true,
      value: ({ before, now }) => Math.abs(now - before),
      cell: (mover) => <Change {...mover} format={format} judged={measure === 'totalCost'} />,
    },
    {
      id: 'before',
      header: 'Before',
      numeric: true,
      value: ({ before }) => before,
      cell: ({ dimension, name, before }) => (
        <Link href={callsOf({ ...filterFor(dimension, name), range })}>{format(before)}</Link>
      ),
    },
    {
      id: 'now',
      header: 'Now',
      numeric: true,
      value: ({ now }) => now,
      cell: ({ dimension, name, now }) => <Link href={callsOf(filterFor(dimension, name))}>{format(now)}</Link>,
    },
    ...(measure === 'totalCost'
      ? [{ id: 'why', header: 'Why', value: ({ why }: Mover) => why, cell: ({ why }: Mover) => why }]
      : []),
    {
      id: 'dimension',
      header: 'Kind',
      value: ({ dimension }) => DIMENSION_LABELS[dimension],
      cell: ({ dimension }) => <span className={styles['muted']}>{DIMENSION_LABELS[dimension].toLowerCase()}</span>,
    },
  ];
  return (
    <DataTable
      caption="Names that moved most"
      columns={columns}
      rows={movers}
      rowKey={({ dimension, name }) => `${dimension} ${name}`}
      sortBy="change"
    />
  );
}

interface ChangeProps extends Mover {
  format: (value: number) => string;
  /** Whether less is better. */
  judged: boolean;
}

function Change({ before, now, format, judged }: ChangeProps) {
  const change = relativeChange(before, now);
  const more = now > before;
  return (
    <span className={judged ? styles[more ? 'worse' : 'better'] : undefined}>
      {more ? '+' : '−'}
      {format(Math.abs(now - before))}{' '}
      <span className={styles['muted']}>{before === 0 ? 'new' : now === 0 ? 'gone' : delta(change!)}</span>
    </span>
  );
}

type Sums = Readonly<Record<string, Spent>>;

function sides(before: Sums, now: Sums, measure: Measure): Pick<Moved, 'before' | 'now'> {
  const only = (sums: Sums) => Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum[measure]]));
  return { before: only(before), now: only(now) };
}

function byCompany(companies: StatsAnswer<'stats/companies'> = []): Sums {
  return Object.fromEntries(companies.map((company) => [company.companyId, company]));
}
