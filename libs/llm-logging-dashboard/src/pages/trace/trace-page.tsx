import { useMemo } from 'react';
import type { Call, TraceNode } from '../../api/answers.js';
import { useTrace } from '../../api/queries.js';
import { Page } from '../../components/page.js';
import { Answered } from '../../components/states.js';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { usePathId } from '../../routing/use-path-id.js';
import { visibleText } from '../../texts/segments.js';
import { traceSubject } from './trace-subject.js';
import { TraceSubject } from './trace-subject-line.js';
import { TraceFigures } from './trace-figures.js';
import { traceTimes } from './trace-steps.js';
import { TraceView } from './trace-view.js';
import styles from './trace-view.module.css';
import { useClock } from './use-clock.js';

/** One trace: its calls as a tree and on one axis of time. */
export function TracePage() {
  const id = usePathId();
  const query = useTrace(id);
  useShortcut('Escape', 'Back', () => history.back());
  const about = useMemo(() => query.data && traceSubject(query.data), [query.data]);
  return (
    <Page
      title={about === undefined ? 'Trace' : visibleText(about.title)}
      below={about && <TraceSubject id={id} {...about} />}
      actions={<button onClick={() => history.back()}>Back</button>}
    >
      <Answered query={query}>
        {(tree) => <Trace key={id} tree={tree} askAgain={() => void query.refetch()} />}
      </Answered>
    </Page>
  );
}

function Trace({ tree, askAgain }: { tree: TraceNode; askAgain: () => void }) {
  const isRunning = useMemo(() => hasPending(tree), [tree]);
  const now = useClock(isRunning, askAgain);
  const times = useMemo(() => traceTimes<Call>(tree, now), [tree, now]);
  return (
    <div className={styles['trace']}>
      <TraceFigures times={times} totals={tree.totals} isRunning={isRunning} />
      <TraceView times={times} />
    </div>
  );
}

function hasPending({ call, children }: TraceNode): boolean {
  return call?.status === 'pending' || children.some(hasPending);
}
