import { useCall } from '../../api/queries.js';
import type { Call } from '../../api/answers.js';
import { Page } from '../../components/page.js';
import { Answered } from '../../components/states.js';
import { usePathId } from '../../routing/use-path-id.js';
import { visibleText } from '../../texts/segments.js';
import { stepName } from './step-name.js';
import { CallActions } from './call-actions.js';
import { CallDetails } from './call-details.js';
import { CallSummary } from './call-summary.js';
import { ConversationPanel } from './conversation-panel.js';
import { Failure } from './failure.js';
import { Neighbours } from './neighbours.js';
import { StoredNotes } from './stored-notes.js';
import styles from './call-page.module.css';

/** One call: what was asked and answered, what it took, and where it belongs. */
export function CallPage() {
  const id = usePathId();
  const query = useCall(id);
  return (
    <Page title={titleOf(query.data)} actions={<Neighbours id={id} />}>
      <Answered query={query}>{(call) => <CallView key={call.id} call={call} />}</Answered>
    </Page>
  );
}

function CallView({ call }: { call: Call }) {
  return (
    <div className={styles['call']}>
      <CallSummary call={call} />
      <CallActions call={call} />
      <Failure call={call} />
      <StoredNotes metadata={call.metadata} />
      <div className={styles['parts']}>
        <ConversationPanel call={call} />
        <CallDetails call={call} />
      </div>
    </div>
  );
}

function titleOf(call: Call | undefined): string {
  return call === undefined ? 'Call' : visibleText(stepName(call));
}
