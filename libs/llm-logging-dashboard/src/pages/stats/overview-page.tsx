import { Columns, Page } from '../../components/page.js';
import { FirstCall } from './first-call.js';
import { LatestFailures } from './latest-failures.js';
import { OverviewFigures } from './overview-figures.js';
import { SpendOverTime } from './spend-over-time.js';
import { UnpricedWarning } from './unpriced-warning.js';
import { WhatChanged } from './what-changed.js';

/** How things stand, against the period before. */
export function OverviewPage() {
  return (
    <Page title="Overview">
      <FirstCall />
      <UnpricedWarning />
      <OverviewFigures />
      <SpendOverTime dimensions={['model', 'callType', 'company', 'provider']} />
      <Columns>
        <WhatChanged />
        <LatestFailures />
      </Columns>
    </Page>
  );
}
