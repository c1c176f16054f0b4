import { Page } from '../../components/page.js';
import { useParameter } from '../../view/use-view.js';
import { Choice } from '../../components/choice.js';
import { optionsOf } from './dimensions.js';
import { ErrorFigures } from './error-figures.js';
import { ErrorGroups, GROUPS } from './error-groups.js';
import { ErrorMessages } from './error-messages.js';
import { FailedOverTime, RateOverTime } from './errors-over-time.js';

/** What fails, how often and why. */
export function ErrorsPage() {
  const [chosen, setGroup] = useParameter('by', 'callType');
  const group = GROUPS.find((one) => one === chosen) ?? 'callType';
  return (
    <Page
      title="Errors"
      actions={<Choice label="Group by" options={optionsOf(GROUPS)} value={group} onChange={setGroup} />}
    >
      <ErrorFigures />
      <RateOverTime group={group} />
      <FailedOverTime group={group} />
      <ErrorGroups group={group} />
      <ErrorMessages group={group} />
    </Page>
  );
}
