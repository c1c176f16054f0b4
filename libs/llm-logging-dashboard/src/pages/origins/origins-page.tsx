import { useStats } from '../../api/queries.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { filterFor } from '../stats/dimensions.js';
import { SpendOverTime } from '../stats/spend-over-time.js';
import { Slot } from '../stats/slot.js';
import { GroupTable } from '../subject/group-table.js';

const BY_ORIGIN = ['origin'] as const;

/** What sets calls off, by cost, latency and errors. */
export function OriginsPage() {
  const origins = useStats('stats/origins');
  const comparison = useStats('stats/comparison');
  return (
    <Page title="Origins">
      <SpendOverTime dimensions={BY_ORIGIN} />
      <Panel title="Endpoints, jobs and events" note="Where calls were made, costliest first">
        <Slot
          query={origins}
          room="table"
          isEmpty={(rows) => rows.length === 0}
          empty={<EmptyState title="No call in this time." />}
        >
          {(rows) => (
            <GroupTable
              caption="Figures of origins"
              header="Origin"
              leadsTo="origin"
              groups={rows.map((row) => ({ ...row, name: row.origin, filters: filterFor('origin', row.origin) }))}
              whole={comparison.data?.current.totalCost ?? 0}
            />
          )}
        </Slot>
      </Panel>
    </Page>
  );
}
