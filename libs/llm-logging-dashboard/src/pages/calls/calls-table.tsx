import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type CSSProperties } from 'react';
import { Link } from 'wouter';
import type { Call } from '../../api/answers.js';
import { moneyColumn } from '../../format/money.js';
import { count } from '../../format/numbers.js';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { useRememberedScroll } from '../../routing/use-remembered-scroll.js';
import { rememberedScroll } from '../../routing/scroll-positions.js';
import { useNarrow } from '../../view/use-narrow.js';
import styles from './calls-table.module.css';
import { useSort, useSorting } from './use-sort.js';
import { COLUMNS, gridOf, NARROW_COLUMNS, type CallColumn, type CostFormat } from './columns.js';

const ROW_PX = 32;
const NARROW_ROW_PX = 60;
const OVERSCAN = 12;

interface CallsTableProps {
  calls: readonly Call[];
  columns: readonly CallColumn[];
  /** So many newer ones are not shown yet. */
  waiting: number;
  /** Whether these are all. */
  isComplete: boolean;
  /** More of them are wanted. */
  onEnd: () => void;
  /** Whether the newest are in sight. */
  onTop: (isAtTop: boolean) => void;
}

/** As many rows as there are calls, of which only those in sight exist. */
export function CallsTable({ calls, columns, waiting, isComplete, onEnd, onTop }: CallsTableProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow();
  const remember = useRememberedScroll('calls');
  const height = isNarrow ? NARROW_ROW_PX : ROW_PX;
  const virtualizer = useVirtualizer({
    count: calls.length,
    getScrollElement: () => scroll.current,
    getItemKey: (index) => calls[index]!.id,
    estimateSize: () => height,
    overscan: OVERSCAN,
    initialOffset: () => rememberedScroll('calls') ?? 0,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  const last = virtualizer.getVirtualItems().at(-1)?.index ?? 0;
  const isNearEnd = last >= calls.length - OVERSCAN;
  useEffect(() => {
    if (isNearEnd && !isComplete) onEnd();
  }, [isNearEnd, isComplete, onEnd, calls.length]);
  useRowKeys(calls, (index) => {
    virtualizer.scrollToIndex(index);
    // Once it exists.
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus());
  });
  const format = useMemo(() => moneyColumn(calls.map(({ estimatedCost }) => estimatedCost)), [calls]);
  const shown = isNarrow ? NARROW_COLUMNS.map((id) => COLUMNS.find((column) => column.id === id)!) : columns;
  return (
    <div className={styles['frame']}>
      {waiting > 0 && (
        <button className={styles['waiting']} onClick={() => scroll.current?.scrollTo({ top: 0 })}>
          ↑ {count(waiting)} new
        </button>
      )}
      <div
        ref={scroll}
        className={styles['scroll']}
        role="table"
        aria-label="Calls"
        aria-rowcount={isComplete ? calls.length + 1 : -1}
        style={gridOf(shown) as CSSProperties}
        onScroll={({ currentTarget }) => {
          onTop(currentTarget.scrollTop < height);
          remember(currentTarget.scrollTop);
        }}
      >
        <div role="rowgroup" className={styles['head']}>
          <div role="row" className={styles['row']} aria-rowindex={1}>
            {shown.map((column) => (
              <ColumnHeader key={column.id} {...column} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles['body']} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => (
            <CallRow
              key={key}
              call={calls[index]!}
              columns={shown}
              money={format}
              index={index}
              style={{ height, transform: `translateY(${start}px)` }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function ColumnHeader({ header, numeric, sort }: CallColumn) {
  const now = useSort();
  const sortBy = useSorting();
  const isSorted = sort !== undefined && now.sort === sort;
  return (
    <div
      role="columnheader"
      className={numeric ? styles['numeric'] : undefined}
      aria-sort={isSorted ? (now.order === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      {sort === undefined ? (
        header
      ) : (
        <button className={styles['sort']} data-sorted={isSorted ? now.order : undefined} onClick={() => sortBy(sort)}>
          {header}
        </button>
      )}
    </div>
  );
}

interface CallRowProps {
  call: Call;
  columns: readonly CallColumn[];
  /** Costs alike in all rows. */
  money: CostFormat;
  index: number;
  style: CSSProperties;
}

function CallRow({ call, columns, money, index, style }: CallRowProps) {
  return (
    <div
      role="row"
      className={`${styles['row']} ${styles['call']}`}
      aria-rowindex={index + 2}
      data-index={index}
      data-status={call.status}
      style={style}
    >
      {columns.map(({ id, cell, numeric }, place) => (
        <div key={id} role="cell" data-column={id} className={numeric ? styles['numeric'] : undefined}>
          {place === 0 ? (
            <Link href={`/calls/${call.id}`} className={styles['link']}>
              {cell(call, money)}
            </Link>
          ) : (
            cell(call, money)
          )}
        </div>
      ))}
    </div>
  );
}

/** `j` and `k` go from row to row, by the call: rows come in above. */
function useRowKeys(calls: readonly Call[], go: (index: number) => void): void {
  const [active, setActive] = useState<string>();
  const move = (step: number): void => {
    const at = calls.findIndex(({ id }) => id === active);
    const next = at === -1 ? 0 : Math.min(Math.max(at + step, 0), calls.length - 1);
    if (calls[next] === undefined) return;
    setActive(calls[next].id);
    go(next);
  };
  useShortcut('j', 'Next call', () => move(1));
  useShortcut('k', 'Call before', () => move(-1));
}
