import { Link } from 'wouter';
import type { Call } from '../../api/answers.js';
import { EmptyState } from '../../components/states.js';
import { Status } from '../../components/status.js';
import { duration, money, percent, tokens } from '../../format/numbers.js';
import { visibleText } from '../../texts/segments.js';
import { ConversationPanel } from '../call/conversation-panel.js';
import { Facts } from '../call/facts.js';
import { Failure } from '../call/failure.js';
import { stepName } from '../call/step-name.js';
import type { TraceStep } from './trace-steps.js';
import styles from './trace-view.module.css';

/** The call that was chosen in the tree, in short. */
export function StepPanel({ step, onClose }: { step: TraceStep<Call>; onClose: () => void }) {
  const { call, textsLeftOut, begin, share } = step;
  return (
    <aside className={styles['panel']} aria-label="Chosen call">
      <header className={styles['header']}>
        <h2>
          <bdi>{visibleText(stepName(call))}</bdi>
        </h2>
        <Link href={`/calls/${call.id}`}>Open</Link>
        <button onClick={onClose} aria-label="Close">
          ×
        </button>
      </header>
      <Facts
        facts={[
          ['Status', <Status key="status" status={call.status} />],
          ['Started after', duration(begin)],
          ['Duration', duration(call.latencyMs)],
          ['First token after', call.timeToFirstTokenMs === null ? null : duration(call.timeToFirstTokenMs)],
          ['Share of the time', percent(share)],
          ['Tokens', call.totalTokens === null ? null : tokens(call.totalTokens)],
          ['Cost', call.estimatedCost === null ? null : money(call.estimatedCost)],
        ]}
      />
      {textsLeftOut ? (
        <EmptyState title="Its texts are not here.">
          The trace has more than are shown at once: <Link href={`/calls/${call.id}`}>open the call</Link> to read them.
        </EmptyState>
      ) : (
        <>
          <Failure call={call} />
          <ConversationPanel key={call.id} call={call} />
        </>
      )}
    </aside>
  );
}
