import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { Page } from '../../components/page.js';
import { useView } from '../../view/use-view.js';
import { CallsList } from './calls-list.js';
import { ColumnChooser } from './column-chooser.js';
import { ExportLinks } from './export-links.js';
import { ListFilters } from './list-filters.js';
import { useListQuery } from './list-query.js';
import { LiveToggle } from './live-toggle.js';
import { callsKey } from './use-call-pages.js';
import { useColumns } from './use-columns.js';
import { useLiveCalls } from './use-live-calls.js';

/** Calls that match, newest first. */
export function CallsPage() {
  const { view } = useView();
  const query = useListQuery();
  const chosen = useColumns();
  const [wantsLive, setWantsLive] = useState(false);
  const hasEnded = query['endDate'] !== undefined;
  const client = useQueryClient();
  const readAnew = useCallback(() => void client.invalidateQueries({ queryKey: callsKey(query) }), [client, query]);
  const live = useLiveCalls(view.filters, wantsLive && !hasEnded, readAnew);
  return (
    <Page
      title="Calls"
      actions={
        <>
          <LiveToggle
            state={live.state}
            onToggle={() => setWantsLive(!wantsLive)}
            refusal={hasEnded ? 'The time has an end.' : undefined}
          />
          <ColumnChooser {...chosen} />
          <ExportLinks query={query} />
        </>
      }
    >
      <ListFilters />
      <CallsList key={JSON.stringify(query)} query={query} live={live} columns={chosen.columns} />
    </Page>
  );
}
