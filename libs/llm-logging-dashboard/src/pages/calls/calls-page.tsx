import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { Page } from '../../components/page.js';
import { useView } from '../../view/use-view.js';
import styles from './calls-page.module.css';
import { CallsList } from './calls-list.js';
import { ColumnChooser } from './column-chooser.js';
import { ExportLinks } from './export-links.js';
import { FacetRail } from './facet-rail.js';
import { ListFilters } from './list-filters.js';
import { useListQuery } from './list-query.js';
import { LiveToggle } from './live-toggle.js';
import { callsKey } from './use-call-pages.js';
import { useColumns } from './use-columns.js';
import { useLiveCalls } from './use-live-calls.js';

/** Calls that match, with what they add up to and how many there are by name. */
export function CallsPage() {
  const { view } = useView();
  const { query, which, isNewestFirst } = useListQuery();
  const chosen = useColumns();
  const [wantsLive, setWantsLive] = useState(false);
  const hasEnded = query['endDate'] !== undefined;
  const client = useQueryClient();
  const readAnew = useCallback(() => void client.invalidateQueries({ queryKey: callsKey(query) }), [client, query]);
  const live = useLiveCalls(view.filters, wantsLive && !hasEnded && isNewestFirst, readAnew);
  return (
    <Page
      title="Calls"
      actions={
        <>
          <LiveToggle
            state={live.state}
            onToggle={() => setWantsLive(!wantsLive)}
            refusal={refusalOf(hasEnded, isNewestFirst)}
          />
          <ColumnChooser {...chosen} />
          <ExportLinks query={which} columns={chosen.columns} />
        </>
      }
    >
      <ListFilters />
      <div className={styles['parts']}>
        <FacetRail />
        <CallsList key={JSON.stringify(query)} query={query} live={live} columns={chosen.columns} />
      </div>
    </Page>
  );
}

/** Why no calls can come in. */
function refusalOf(hasEnded: boolean, isNewestFirst: boolean): string | undefined {
  if (hasEnded) return 'The time has an end.';
  return isNewestFirst ? undefined : 'New calls come in where the newest are first.';
}
