import { useMemo, useState } from 'react';
import type { Call } from '../../api/answers.js';
import { Panel } from '../../components/panel.js';
import { navigate } from '../../routing/hash-location.js';
import { useParameter } from '../../view/use-view.js';
import { StepPanel } from './step-panel.js';
import { visibleSteps, type TraceStep, type TraceTimes } from './trace-steps.js';
import styles from './trace-view.module.css';
import type { TreeMove } from './tree-keys.js';
import { Waterfall } from './waterfall.js';

/** Narrower than this a call has a page, not a panel. */
const NARROW = '(width < 60rem)';

/** In the URL, where no step is open. */
const CLOSED = 'none';

/** The tree, and beside it the call that was chosen in it. */
export function TraceView({ times }: { times: TraceTimes<Call> }) {
  const { steps, slowest } = times;
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setOpened] = useParameter('step', '');
  const opened = chosen || firstShown(times);
  const [current, setCurrent] = useState(() => (opened === CLOSED ? (steps[0]?.call.id ?? '') : opened));
  const visible = useMemo(() => visibleSteps(steps, collapsed), [steps, collapsed]);
  const failed = useMemo(() => steps.filter(({ isFailed }) => isFailed), [steps]);
  const open = opened === CLOSED ? undefined : steps.find(({ call }) => call.id === opened);

  const show = (step: TraceStep<Call>): void => {
    setCollapsed(withoutAncestors(collapsed, step, steps));
    setCurrent(step.call.id);
  };
  const act = (move: TreeMove): void => {
    switch (move.kind) {
      case 'focus':
        setCurrent(move.id);
        if (opened !== CLOSED) setOpened(move.id);
        break;
      case 'open':
        setCurrent(move.id);
        if (matchMedia(NARROW).matches) navigate(`/calls/${move.id}`);
        else setOpened(move.id);
        break;
      case 'expand':
        setCollapsed(new Set([...collapsed].filter((id) => id !== move.id)));
        break;
      case 'collapse':
        setCollapsed(new Set([...collapsed, move.id]));
        break;
      case 'expand-all':
        setCollapsed(new Set());
        break;
      case 'collapse-all':
        setCollapsed(new Set(steps.filter(({ descendants }) => descendants > 0).map(({ call }) => call.id)));
        setCurrent(topOf(current, steps));
    }
  };
  return (
    <div className={`${styles['view']} ${open === undefined ? '' : styles['split']}`}>
      <Panel
        title="Timeline"
        actions={
          <>
            {failed.length > 0 && (
              <button
                onClick={() => show(failed[(failed.findIndex(({ call }) => call.id === current) + 1) % failed.length]!)}
              >
                {failed.length === 1 ? 'Failed step' : `Next failed (${failed.length})`}
              </button>
            )}
            {slowest !== undefined && <button onClick={() => show(slowest)}>Slowest step</button>}
            {steps.length > 1 && (
              <>
                <button onClick={() => act({ kind: 'expand-all' })}>Expand all</button>
                <button onClick={() => act({ kind: 'collapse-all' })}>Collapse all</button>
              </>
            )}
          </>
        }
      >
        <Waterfall
          times={times}
          visible={visible}
          collapsed={collapsed}
          current={current}
          opened={opened}
          onMove={act}
        />
      </Panel>
      {open !== undefined && <StepPanel step={open} onClose={() => setOpened(CLOSED)} />}
    </div>
  );
}

/** What a trace opens on: the deepest step that failed, else the slowest; on a phone nothing, as it would hide the tree. */
function firstShown({ steps, slowest }: TraceTimes<Call>): string {
  if (matchMedia(NARROW).matches) return CLOSED;
  const failed = steps.filter(({ isFailed }) => isFailed);
  const deepest = failed.reduce<TraceStep<Call> | undefined>(
    (found, step) => (found === undefined || step.depth > found.depth ? step : found),
    undefined,
  );
  return (deepest ?? slowest ?? steps[0])?.call.id ?? CLOSED;
}

function withoutAncestors(collapsed: ReadonlySet<string>, step: TraceStep, steps: readonly TraceStep[]): Set<string> {
  const byId = new Map(steps.map((one) => [one.call.id, one]));
  const open = new Set(collapsed);
  for (let id = step.parentId; id !== null; id = byId.get(id)?.parentId ?? null) open.delete(id);
  return open;
}

function topOf(id: string, steps: readonly TraceStep[]): string {
  const byId = new Map(steps.map((one) => [one.call.id, one]));
  let step = byId.get(id);
  while (step !== undefined && step.parentId !== null) step = byId.get(step.parentId);
  return step?.call.id ?? id;
}
