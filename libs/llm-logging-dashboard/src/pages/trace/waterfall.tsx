import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
import type { Call } from '../../api/answers.js';
import { duration } from '../../format/numbers.js';
import { axisTicks } from './axis-ticks.js';
import { StepRow } from './step-row.js';
import type { TraceStep, TraceTimes } from './trace-steps.js';
import { treeMove, type TreeMove } from './tree-keys.js';
import styles from './waterfall.module.css';

const ROW_PX = 32;
const TICKS = 5;

interface WaterfallProps {
  times: TraceTimes<Call>;
  /** Those that no folded one hides. */
  visible: readonly TraceStep<Call>[];
  collapsed: ReadonlySet<string>;
  /** The call that keys move from. */
  current: string;
  opened: string | undefined;
  onMove: (move: TreeMove) => void;
}

/** A tree of calls, each with its bar on the time axis; of thousands only those in sight exist. */
export function Waterfall({ times, visible, collapsed, current, opened, onMove }: WaterfallProps) {
  'use no memo';
  const scroll = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const hasFailed = times.steps.some(({ isFailed }) => isFailed);
  const virtualizer = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scroll.current,
    getItemKey: (index) => visible[index]!.call.id,
    estimateSize: () => ROW_PX,
    scrollPaddingStart: ROW_PX,
    overscan: 15,
  });
  const at = visible.findIndex(({ call }) => call.id === current);
  useEffect(() => {
    if (at !== -1) virtualizer.scrollToIndex(at);
  }, [virtualizer, at]);
  return (
    <div
      ref={scroll}
      className={styles['waterfall']}
      role="tree"
      tabIndex={0}
      aria-label="Calls of the trace"
      aria-activedescendant={at === -1 ? undefined : `${prefix}${current}`}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const move = treeMove(event.key, { steps: visible, current, collapsed });
        if (move === undefined) return;
        event.preventDefault();
        onMove(move);
      }}
    >
      <Axis length={times.length} />
      <div className={styles['rows']} role="none" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => {
          const step = visible[index]!;
          const { id } = step.call;
          return (
            <StepRow
              key={key}
              id={`${prefix}${id}`}
              step={step}
              length={times.length}
              isCollapsed={collapsed.has(id)}
              isCurrent={id === current}
              isOpened={id === opened}
              isSlowest={times.slowest?.call.id === id}
              isAmber={times.slowest?.call.id === id && !hasFailed}
              top={start}
              onMove={onMove}
            />
          );
        })}
      </div>
    </div>
  );
}

function Axis({ length }: { length: number }) {
  // The words of one at the very end have no room.
  const ticks = axisTicks(length, TICKS).filter((tick) => tick <= length * 0.9);
  return (
    <div className={styles['axis']} aria-hidden="true">
      <span>Call</span>
      <span className={styles['ticks']}>
        {ticks.map((tick) => (
          <span key={tick} style={{ left: `${length === 0 ? 0 : (tick / length) * 100}%` }}>
            {duration(tick)}
          </span>
        ))}
      </span>
      <span className={styles['took']}>Duration</span>
    </div>
  );
}
