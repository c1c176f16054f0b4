import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Router } from 'wouter';
import { ApiError } from './api/api-error.js';
import { Shortcuts } from './keyboard/shortcuts.js';
import { useHashPath, useHashQuery } from './routing/hash-location.js';
import { InReportingZone } from './shell/in-reporting-zone.js';
import { Shell } from './shell/shell.js';

const MINUTE_MS = 60_000;

export function App() {
  const [client] = useState(newQueryClient);
  return (
    <QueryClientProvider client={client}>
      <Router hook={useHashPath} searchHook={useHashQuery}>
        <Shortcuts>
          <InReportingZone>
            <Shell />
          </InReportingZone>
        </Shortcuts>
      </Router>
    </QueryClientProvider>
  );
}

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: MINUTE_MS / 2,
        // What was refused will be refused again.
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
      },
    },
  });
}
