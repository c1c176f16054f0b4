import { useMemo } from 'react';
import { Link } from 'wouter';
import { useCapabilities, useStats } from '../../api/queries.js';
import { Track } from '../../charts/bar-list.js';
import { Choice } from '../../components/choice.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { SubjectLink } from '../../components/subject-link.js';
import { EmptyState } from '../../components/states.js';
import { sumOf as sum } from '../../charts/series.js';
import { moneyColumn } from '../../format/money.js';
import { count, share as shareText, tokens } from '../../format/numbers.js';
import { useParameter } from '../../view/use-view.js';
import { costText, knownCost } from './cost-text.js';
import { FAILED } from './call-filters.js';
import { Slot } from './slot.js';
import styles from './stats.module.css';
import { useChartLinks } from './use-charts.js';
import { spendersOf, type Spender } from './spenders.js';
import { filterFor } from './dimensions.js';

const BY = [
  { value: 'cost', label: 'By cost' },
  { value: 'calls', label: 'By calls' },
] as const;
const LIMIT = 15;

/** Users or companies that cost or call most. */
export function TopSpenders({ of }: { of: 'user' | 'company' }) {
  const [chosen, setBy] = useParameter(`${of}sBy`, 'cost');
  const by = chosen === 'calls' ? 'calls' : 'cost';
  const scope = useCapabilities().data?.companyId ?? null;
  // One company alone is all there is to see.
  return of === 'company' && scope !== null ? null : <Top of={of} by={by} setBy={setBy} />;
}

function Top({ of, by, setBy }: { of: 'user' | 'company'; by: 'cost' | 'calls'; setBy: (by: string) => void }) {
  const users = useStats('stats/users', { by, limit: LIMIT }, { enabled: of === 'user' });
  const companies = useStats('stats/companies', { by, limit: LIMIT }, { enabled: of === 'company' });
  const comparison = useStats('stats/comparison');
  const whole = comparison.data?.current;
  const title = of === 'user' ? 'Top users' : 'Top companies';
  const empty = (
    <EmptyState title={`No call in this time has a ${of}.`}>
      <p>
        Calls take theirs from the context: set <code>{of === 'user' ? 'userId' : 'companyId'}</code>.
      </p>
    </EmptyState>
  );
  return (
    <Panel
      title={title}
      note={`The ${LIMIT} with most, and their share of the whole`}
      actions={<Choice label={`${title} by`} options={BY} value={by} onChange={setBy} />}
    >
      {of === 'user' ? (
        <Slot query={users} room="table" isEmpty={(rows) => rows.length === 0} empty={empty}>
          {(rows) => <Spenders of={of} by={by} spenders={spendersOf(rows, by, whole)} />}
        </Slot>
      ) : (
        <Slot query={companies} room="table" isEmpty={(rows) => rows.length === 0} empty={empty}>
          {(rows) => <Spenders of={of} by={by} spenders={spendersOf(rows, by, whole)} />}
        </Slot>
      )}
    </Panel>
  );
}

function Spenders({ of, by, spenders }: { of: 'user' | 'company'; by: string; spenders: readonly Spender[] }) {
  const { callsOf } = useChartLinks();
  const columns = useMemo((): Column<Spender>[] => {
    const format = moneyColumn(spenders.map(knownCost));
    const linked = (spender: Spender, text: string, change = {}) => (
      <Link href={callsOf({ ...filterFor(of, spender.name), ...change })}>{text}</Link>
    );
    return [
      {
        id: 'name',
        header: of === 'user' ? 'User' : 'Company',
        value: ({ name }) => name,
        cell: ({ name }) => <SubjectLink kind={of} name={name} />,
      },
      {
        id: 'share',
        header: by === 'cost' ? 'Share of cost' : 'Share of calls',
        value: ({ share }) => share,
        cell: ({ share }) => (
          <span className={styles['share']}>
            <Track share={share ?? 0} />
            {shareText(share)}
          </span>
        ),
      },
      {
        id: 'cost',
        header: 'Cost',
        numeric: true,
        value: knownCost,
        cell: (row) => linked(row, costText(row, format)),
        total: format(sum(spenders.map(knownCost))),
      },
      {
        id: 'calls',
        header: 'Calls',
        numeric: true,
        value: ({ totalCalls }) => totalCalls,
        cell: (row) => linked(row, count(row.totalCalls)),
        total: count(sum(spenders.map(({ totalCalls }) => totalCalls))),
      },
      {
        id: 'tokens',
        header: 'Tokens',
        numeric: true,
        value: ({ totalTokens }) => totalTokens,
        cell: (row) => linked(row, tokens(row.totalTokens)),
        total: tokens(sum(spenders.map(({ totalTokens }) => totalTokens))),
      },
      {
        id: 'failed',
        header: 'Failed',
        numeric: true,
        value: ({ failedCalls }) => failedCalls,
        cell: (row) =>
          row.failedCalls === 0 ? (
            <span className={styles['muted']}>0</span>
          ) : (
            linked(row, count(row.failedCalls), { status: FAILED })
          ),
      },
    ];
  }, [of, by, spenders, callsOf]);
  return (
    <DataTable
      caption={`${of === 'user' ? 'Users' : 'Companies'} with the most ${by}`}
      columns={columns}
      rows={spenders}
      rowKey={({ name }) => name}
      // As many as are asked for: there may be more.
      totalOf={spenders.length < LIMIT ? undefined : `Total of these ${LIMIT}`}
    />
  );
}
