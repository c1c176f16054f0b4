import { useStats } from '../../api/queries.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { EmptyState } from '../../components/states.js';
import { FailedTraces } from './failed-traces.js';
import { RagFigures } from './rag-figures.js';
import { RagSteps } from './rag-steps.js';
import { Slot } from './slot.js';

/** Whether retrieval answers, and where it spends its time. */
export function RagPage() {
  const rag = useStats('stats/rag', { limit: 20 });
  return (
    <Page title="RAG">
      <RagFigures rag={rag} />
      <Panel title="Steps" note="Where the time of the pipeline goes, and how each step does">
        <Slot
          query={rag}
          room="table"
          isEmpty={({ totalCalls }) => totalCalls === 0}
          empty={
            <EmptyState title="No call of a RAG step in this time.">
              <p>
                Steps are calls of the types <code>embedding</code>, <code>rag_query</code> and{' '}
                <code>rag_synthesis</code>.
              </p>
            </EmptyState>
          }
        >
          {({ steps }) => <RagSteps steps={steps} />}
        </Slot>
      </Panel>
      <Panel title="Failed traces" note="Newest first, of those still stored">
        <Slot
          query={rag}
          room="table"
          isEmpty={({ failedTraces }) => failedTraces.length === 0}
          empty={<EmptyState title="No trace failed in this time." />}
        >
          {({ failedTraces }) => <FailedTraces traces={failedTraces} />}
        </Slot>
      </Panel>
    </Page>
  );
}
