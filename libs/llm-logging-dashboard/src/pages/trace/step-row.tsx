import type { CSSProperties } from 'react';
import type { Call } from '../../api/answers.js';
import { duration, percent } from '../../format/numbers.js';
import { visibleText } from '../../texts/segments.js';
import { KindIcon } from '../../components/kind-icon.js';
import type { TraceStep } from './trace-steps.js';
import type { TreeMove } from './tree-keys.js';
import styles from './waterfall.module.css';

/** Deeper steps are not moved further in. */
const DEEPEST_INDENT = 12;

interface StepRowProps {
  id: string;
  step: TraceStep<Call>;
  /** Of the trace, in ms. */
  length: number;
  isCollapsed: boolean;
  isCurrent: boolean;
  isOpened: boolean;
  isSlowest: boolean;
  /** It is to be seen: the slowest, where none failed. */
  isAmber: boolean;
  top: number;
  onMove: (move: TreeMove) => void;
}

export function StepRow({
  id,
  step,
  length,
  isCollapsed,
  isCurrent,
  isOpened,
  isSlowest,
  isAmber,
  top,
  onMove,
}: StepRowProps) {
  const { call, depth, descendants, share, isFailed, hasFailedBelow, isPending } = step;
  const isParent = descendants > 0;
  const took = step.end - step.begin;
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={isParent ? !isCollapsed : undefined}
      aria-selected={isOpened}
      className={styles['row']}
      data-current={isCurrent}
      data-opened={isOpened}
      data-failed={isFailed}
      data-amber={isAmber}
      data-slowest={isSlowest}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onMove({ kind: 'open', id: call.id })}
    >
      <span className={styles['name']} style={{ '--depth': Math.min(depth, DEEPEST_INDENT) } as CSSProperties}>
        {isParent ? (
          <span
            aria-hidden="true"
            className={styles['toggle']}
            data-open={!isCollapsed}
            onClick={(event) => {
              event.stopPropagation();
              onMove({ kind: isCollapsed ? 'expand' : 'collapse', id: call.id });
            }}
          >
            ▸
          </span>
        ) : (
          <span className={styles['toggle']} />
        )}
        {isFailed && <Mark style="failed" mark="✕" word={call.status} />}
        {isPending && <Mark style="pending" mark="◌" word="running" />}
        <KindIcon kind={call.kind} />
        <bdi>{visibleText(call.kind === 'call' ? call.callType : (call.name ?? call.callType))}</bdi>
        <bdi className={styles['model']}>{visibleText(call.model ?? call.requestModel ?? '')}</bdi>
        {isCollapsed && isParent && (
          <span className={styles['hidden']} data-failed={hasFailedBelow}>
            +{descendants}
          </span>
        )}
      </span>
      <span className={styles['lane']}>
        <Bar step={step} length={length} />
      </span>
      <span className={styles['took']}>
        {duration(took)}
        <span className="visually-hidden">
          {`, begins at ${duration(step.begin)}${isSlowest ? ', waited longest for' : ''}`}
        </span>
        <span className={styles['share']}>{share >= 0.005 ? percent(Number(share.toFixed(2))) : ''}</span>
      </span>
    </div>
  );
}

/** Calls are solid; what encloses others is pale, but for its own time. The notch is the first token. */
function Bar({
  step: { call, begin, end, own, descendants, isPending },
  length,
}: {
  step: TraceStep<Call>;
  length: number;
}) {
  const took = end - begin;
  const place = (from: number, to: number): CSSProperties => ({
    left: `${length === 0 ? 0 : (from / length) * 100}%`,
    width: `${length === 0 ? 100 : ((to - from) / length) * 100}%`,
  });
  const first = call.timeToFirstTokenMs;
  return (
    <>
      <span
        className={styles['bar']}
        data-pending={isPending}
        data-encloses={descendants > 0}
        style={place(begin, end)}
      />
      {descendants > 0 &&
        own.map(({ from, to }) => <span key={from} className={styles['own']} style={place(from, to)} />)}
      {first !== null && took > 0 && (
        <span
          className={styles['notch']}
          title={`First token after ${duration(first)}`}
          style={{ left: place(begin + Math.min(first, took), end).left }}
        />
      )}
    </>
  );
}

/** A sign, and the word for it for those who do not see it. */
function Mark({ style, mark, word }: { style: 'failed' | 'pending'; mark: string; word: string }) {
  return (
    <span className={styles[style]}>
      <span aria-hidden="true">{mark}</span>
      <span className="visually-hidden">{word}</span>
    </span>
  );
}
