import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { navigate } from '../routing/hash-location.js';
import { sharedNow } from '../view/clock.js';
import { ChartTable } from './chart-table.js';
import { Legend } from './legend.js';
import { Plot, type Pointer } from './plot.js';
import type { Drawing } from './plot-options.js';
import type { Series } from './series.js';
import { linesSummary, stackSummary } from './summary.js';
import styles from './time-chart.module.css';
import { Tooltip } from './tooltip.js';
import type { Where } from './where.js';

export interface TimeChartProps extends Omit<Drawing, 'kind' | 'format'> {
  kind: Drawing['kind'];
  /** What is drawn, in a few words. */
  title: string;
  /** Of the marks at the value axis; without it as all values. */
  axisFormat?: (value: number) => string;
  format: (value: number) => string;
  /** Path of the calls behind a value; undefined where they cannot be listed. */
  hrefOf: (where: Where) => string | undefined;
  /** What the legend says of a series. */
  legendValue?: (series: Series) => string | undefined;
  /** Looks closer at the time from one moment to another. */
  onZoom: (startDate: string, endDate: string) => void;
  height?: number;
}

const CHART_HEIGHT = 224;

/** Something over time: drawn, and as a table. Points and keys lead to the calls behind. */
export function TimeChart(props: TimeChartProps) {
  const { title, kind, periods, interval, series, format, axisFormat = format, whole, limits } = props;
  const { hrefOf, legendValue, onZoom, height = CHART_HEIGHT, markers } = props;
  const [single, setSingle] = useState<string | null>(null);
  const unfinished = Date.parse(periods.at(-1)?.end ?? '') > sharedNow();
  const [asTable, setAsTable] = useState(false);
  const [pointer, setPointer] = useState<Pointer | null>(null);
  const [pinned, setPinned] = useState(false);
  const [keyed, setKeyed] = useState<number | null>(null);
  const [highlighted, setHighlighted] = useState<string | null>(null);
  const id = useId();
  const drawing = useMemo(
    () => ({ kind, periods, interval, series, format: axisFormat, whole, unfinished, markers, limits }),
    [kind, periods, interval, series, axisFormat, whole, unfinished, markers, limits],
  );
  const chart = { title, periods, interval, series, format };
  const summary = [
    kind === 'bars' ? stackSummary(chart) : linesSummary(chart),
    ...(limits ?? []).map(({ label }) => `Limit: ${label}.`),
  ].join(' ');

  const point = (next: Pointer | null): void => {
    // A finger on its way to what is pinned leaves the drawing.
    if (next === null && pinned) return;
    setPointer((last) => (last?.index === next?.index ? last : next));
    setPinned(false);
  };
  const open = (href: string | undefined): void => {
    if (href !== undefined) navigate(href);
  };
  // A finger cannot point without a click: the first touch shows the values, with links among them.
  const pick = (index: number, name: string | undefined, touch: boolean): void =>
    touch ? setPinned(true) : open(hrefOf({ period: periods[index], name }) ?? hrefOf({ period: periods[index] }));
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = pointer?.index ?? keyed;
    if (event.key === 'Enter' && at !== null) return open(hrefOf({ period: periods[at] }));
    if (event.key === 'Escape') return leave();
    const next = moved(event.key, at, periods.length);
    if (next === undefined) return;
    event.preventDefault();
    setKeyed(next);
  };
  const leave = (): void => {
    setKeyed(null);
    setPointer(null);
    setPinned(false);
  };

  const shown = pointer !== null && pointer.index < periods.length ? pointer : null;
  return (
    <figure className={styles['chart']} aria-labelledby={id}>
      <figcaption id={id} className="visually-hidden">
        {summary}
      </figcaption>
      {asTable ? (
        <ChartTable {...chart} hrefOf={hrefOf} sums={kind === 'bars'} height={height} />
      ) : (
        <div
          className={styles['canvas']}
          role="group"
          aria-roledescription="chart"
          aria-label={`${title}. Arrow keys read one ${interval} after the other, Enter opens its calls.`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && leave()}
        >
          <Plot
            drawing={drawing}
            height={height}
            highlighted={highlighted ?? single}
            pointed={keyed}
            onPoint={point}
            onPick={pick}
            onSelect={(from, to) => onZoom(periods[from]!.start, periods[to]!.end)}
          />
          {shown !== null && (
            <Tooltip
              {...chart}
              {...shown}
              markers={markers}
              stack={kind === 'bars'}
              hrefOf={pinned ? hrefOf : undefined}
            />
          )}
        </div>
      )}
      <div className={styles['below']}>
        <Legend
          series={series}
          valueOf={legendValue}
          hrefOf={hrefOf}
          kind={kind}
          single={single}
          onSingle={(name) => setSingle(name === single ? null : name)}
          onHighlight={setHighlighted}
        />
        <button className={styles['toggle']} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Table
        </button>
      </div>
    </figure>
  );
}

function moved(key: string, at: number | null, count: number): number | undefined {
  const last = count - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowRight') return Math.min((at ?? -1) + 1, last);
  return key === 'ArrowLeft' ? Math.max((at ?? count) - 1, 0) : undefined;
}
