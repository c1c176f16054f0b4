import type { Call } from '../../api/answers.js';
import { Panel } from '../../components/panel.js';
import { JsonView } from '../../texts/json-view.js';
import { ContextPanel } from './context-panel.js';
import { CostPanel } from './cost-panel.js';
import { ParametersPanel } from './parameters-panel.js';
import { TimingPanel } from './timing-panel.js';
import styles from './call-page.module.css';

/** All but the texts. */
export function CallDetails({ call }: { call: Call }) {
  return (
    <div className={styles['details']}>
      <TimingPanel call={call} />
      <CostPanel call={call} />
      <ContextPanel call={call} />
      <ParametersPanel call={call} />
      {call.metadata !== null && Object.keys(call.metadata).length > 0 && (
        <Panel title="Metadata">
          <JsonView value={call.metadata} />
        </Panel>
      )}
    </div>
  );
}
