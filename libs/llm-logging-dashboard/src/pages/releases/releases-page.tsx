import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { useStats } from '../../api/queries.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { Time } from '../../components/time.js';
import { moneyColumn } from '../../format/money.js';
import { count, duration, share, tokens } from '../../format/numbers.js';
import { useView } from '../../view/use-view.js';
import type { ViewChange } from '../../view/view.js';
import { SideBySide } from '../compare/side-by-side.js';
import { FAILED } from '../stats/call-filters.js';
import { costText, knownCost } from '../stats/cost-text.js';
import { SpendOverTime } from '../stats/spend-over-time.js';
import { Slot } from '../stats/slot.js';
import { useChartLinks } from '../stats/use-charts.js';

type Release = StatsAnswer<'stats/releases'>[number];

const BY_RELEASE = ['release'] as const;
const UNKNOWN = 'unknown';
/** More have no room beside each other. */
const MOST = 5;

/** The releases of the application beside each other, and what is since one of them. */
export function ReleasesPage() {
  const releases = useStats('stats/releases');
  return (
    <Page title="Releases">
      <SpendOverTime dimensions={BY_RELEASE} />
      <Panel title="All releases" note="Newest first, by the first call in this time">
        <Slot query={releases} room="table" isEmpty={hasNone} empty={<NoReleases />}>
          {(rows) => <Releases rows={rows} />}
        </Slot>
      </Panel>
      {releases.data !== undefined && releases.data.length > 1 && (
        <Panel title="Side by side" note="Oldest first; each is compared with the release before it">
          <SideBySide
            caption="Releases side by side"
            // They were in use for different times.
            comparesTotals={false}
            columns={releases.data
              .slice(0, MOST)
              .reverse()
              .map((totals) => ({ key: totals.release, header: totals.release, totals }))}
          />
        </Panel>
      )}
    </Page>
  );
}

function NoReleases() {
  return (
    <EmptyState title="No call in this time has a release.">
      <p>
        Set the option <code>release</code>, or the environment variable <code>RELEASE</code>.
      </p>
    </EmptyState>
  );
}

function Releases({ rows }: { rows: readonly Release[] }) {
  const { linkTo } = useView();
  const { callsOf } = useChartLinks();
  const linked = ({ release }: Release, text: string, change: ViewChange = {}) =>
    release === UNKNOWN ? text : <Link href={callsOf({ release: [release], ...change })}>{text}</Link>;
  const money = moneyColumn(rows.map(knownCost));
  const moneyPerCall = moneyColumn(rows.map(({ costPerCall }) => costPerCall));
  const columns: Column<Release>[] = [
    { id: 'release', header: 'Release', value: ({ release }) => release, cell: (row) => linked(row, row.release) },
    {
      id: 'first',
      header: 'First call',
      value: ({ firstCallAt }) => Date.parse(firstCallAt),
      cell: ({ firstCallAt }) => <Time at={firstCallAt} />,
    },
    {
      id: 'since',
      header: 'Overview',
      value: () => undefined,
      cell: ({ release, firstCallAt }) => (
        <Link href={linkTo('/', { range: { startDate: firstCallAt } })} aria-label={`Since this release: ${release}`}>
          Since this release
        </Link>
      ),
    },
    {
      id: 'calls',
      header: 'Calls',
      numeric: true,
      value: ({ totalCalls }) => totalCalls,
      cell: (row) => linked(row, count(row.totalCalls)),
    },
    {
      id: 'cost',
      header: 'Cost',
      numeric: true,
      value: knownCost,
      cell: (row) => linked(row, costText(row, money)),
    },
    {
      id: 'perCall',
      header: 'Cost per call',
      numeric: true,
      value: ({ costPerCall }) => costPerCall,
      cell: ({ costPerCall }) => moneyPerCall(costPerCall),
    },
    {
      id: 'p95',
      header: 'p95',
      numeric: true,
      value: ({ p95LatencyMs }) => p95LatencyMs,
      cell: ({ p95LatencyMs }) => duration(p95LatencyMs),
    },
    {
      id: 'errors',
      header: 'Error rate',
      numeric: true,
      value: ({ errorRate }) => errorRate,
      cell: (row) => linked(row, share(row.errorRate), { status: FAILED }),
    },
    {
      id: 'tokens',
      header: 'Tokens',
      numeric: true,
      value: ({ totalTokens }) => totalTokens,
      cell: ({ totalTokens }) => tokens(totalTokens),
    },
  ];
  return <DataTable caption="Figures of releases" columns={columns} rows={rows} rowKey={({ release }) => release} />;
}

function hasNone(rows: readonly Release[]): boolean {
  return rows.every(({ release }) => release === UNKNOWN);
}
