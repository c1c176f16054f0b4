import { Columns, Page } from '../../components/page.js';
import { SpendOverTime } from './spend-over-time.js';
import { TopSpenders } from './top-spenders.js';

/** Who uses it, and what that costs. */
export function UsagePage() {
  return (
    <Page title="Usage">
      <SpendOverTime dimensions={['user', 'company']} />
      <Columns>
        <TopSpenders of="user" />
        <TopSpenders of="company" />
      </Columns>
    </Page>
  );
}
