import { Columns, Page } from '../../components/page.js';
import { useCapabilities } from '../../api/queries.js';
import { SpendOverTime } from './spend-over-time.js';
import { TopSpenders } from './top-spenders.js';

const BY_COMPANY = ['company', 'user'] as const;
const BY_USER = ['user'] as const;

/** Who uses it, and what that costs. */
export function UsagePage() {
  // A grouping by company is of no use to those who see one company only.
  const hasCompanies = useCapabilities().data?.companyId == null;
  return (
    <Page title="Usage">
      <SpendOverTime dimensions={hasCompanies ? BY_COMPANY : BY_USER} />
      <Columns>
        <TopSpenders of="company" />
        <TopSpenders of="user" />
      </Columns>
    </Page>
  );
}
