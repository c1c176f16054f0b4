import { Choice } from '../../components/choice.js';
import { Page } from '../../components/page.js';
import { useParameter } from '../../view/use-view.js';
import { CompareCalls } from './compare-calls.js';
import { ComparePeriods } from './compare-periods.js';
import { ComparePrompts } from './compare-prompts.js';

const OPTIONS = [
  { value: 'calls', label: 'Calls' },
  { value: 'prompts', label: 'Prompt versions' },
  { value: 'periods', label: 'Periods' },
] as const;

/** Two things beside each other, and in what they differ. */
export function ComparePage() {
  const [of, setOf] = useParameter('of', 'calls');
  return (
    <Page title="Compare" actions={<Choice label="Compare" options={OPTIONS} value={of} onChange={setOf} />}>
      {of === 'prompts' ? <ComparePrompts /> : of === 'periods' ? <ComparePeriods /> : <CompareCalls />}
    </Page>
  );
}
