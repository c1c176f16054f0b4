import uPlot from 'uplot';
import type { Interval, Period } from './period.js';
import { middleOf } from './period.js';
import type { LimitLine } from './limit-line.js';
import { reachOf } from './limit-lines.js';
import { alone, stacked, type Series } from './series.js';
import { timeTicks } from './time-ticks.js';

/** `bars` are a stack; `lines` stand for themselves and break where there is no value. */
export type Kind = 'bars' | 'lines';

export interface Drawing {
  kind: Kind;
  periods: readonly Period[];
  interval: Interval;
  series: readonly Series[];
  /** Of the value axis. */
  format: (value: number) => string;
  /** Drawn across. */
  limits?: readonly LimitLine[];
  /** Values are counted: no marks between whole numbers. */
  whole?: boolean;
  /** The last period goes on: what it has so far is hatched. */
  unfinished?: boolean;
  /** Moments to know of, such as releases. */
  markers?: readonly Marker[];
}

/** Something that happened, marked at its time. */
export interface Marker {
  /** Unix time in ms. */
  at: number;
  label: string;
}

/** What is drawn with: looked up when the theme changes. */
export interface Inks {
  text: string;
  line: string;
  /** Of a series that is not looked at while another is. */
  faint: string;
  of: (colour: Series['colour']) => string;
  font: string;
  /** Behind everything. */
  paper: string;
}

const TICK_WIDTH = 72;
const CHARACTER_WIDTH = 6.6;
const WHOLE_STEPS = Array.from({ length: 36 }, (_, index) => [1, 2, 5][index % 3]! * 10 ** Math.floor(index / 3));
/** Lines differ without colour, too. */
const DASHES: readonly number[][] = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

/** The layers of a stack are drawn from the top one down, each in front of the ones above it. */
export function plotData({ kind, periods, series }: Drawing): uPlot.AlignedData {
  const times = periods.map(middleOf);
  const values = kind === 'bars' ? stacked(series).reverse() : series.map(({ values }) => [...values]);
  return [times, ...values];
}

export function plotOptions(
  drawing: Drawing,
  inks: Inks,
  { width, height }: { width: number; height: number },
  highlighted: () => string | null,
): uPlot.Options {
  const { kind, periods, series } = drawing;
  const drawn = kind === 'bars' ? [...series].reverse() : series;
  const inkOf = ({ name, colour }: Series): string =>
    highlighted() === null || highlighted() === name ? inks.of(colour) : inks.faint;
  return {
    width,
    height,
    ms: 1,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: [Date.parse(periods[0]!.start), Date.parse(periods.at(-1)!.end)] },
      y: { range: (_, __, max) => [0, max > 0 ? reachOf(max, drawing.limits) * 1.08 : 1] },
    },
    axes: [timeAxis(drawing, inks), valueAxis(drawing, inks)],
    series: [
      {},
      ...drawn.map((one, index) => (kind === 'bars' ? bars(() => inkOf(one)) : line(() => inkOf(one), index))),
    ],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { show: kind === 'lines', size: 8 },
    },
  };
}

function bars(ink: () => string): uPlot.Series {
  return { fill: ink, width: 0, points: { show: false }, paths: uPlot.paths.bars!({ size: [0.72, 40], align: 0 }) };
}

function line(ink: () => string, index: number): uPlot.Series {
  return {
    stroke: ink,
    width: 2,
    dash: DASHES[index % DASHES.length],
    points: {
      show: true,
      size: 5,
      fill: ink,
      filter: (u, seriesIndex) => alone(u.data[seriesIndex] as (number | null)[]),
    },
  };
}

function timeAxis({ periods, interval }: Drawing, inks: Inks): uPlot.Axis {
  const ticksIn = (u: uPlot) => timeTicks(periods, interval, u.bbox.width / uPlot.pxRatio / TICK_WIDTH);
  return {
    stroke: inks.text,
    font: inks.font,
    size: 32,
    gap: 8,
    grid: { show: false },
    ticks: { show: false },
    border: { show: true, stroke: inks.faint, width: 1 },
    splits: (u) => ticksIn(u).map(({ at }) => at),
    values: (u) => ticksIn(u).map(({ label }) => label),
  };
}

function valueAxis({ format, whole }: Drawing, inks: Inks): uPlot.Axis {
  return {
    stroke: inks.text,
    font: inks.font,
    gap: 6,
    space: 44,
    size: (_, values) => Math.max(28, ...(values ?? []).map((value) => value.length * CHARACTER_WIDTH + 12)),
    grid: { stroke: inks.line, width: 1 },
    border: { show: false },
    ticks: { show: false },
    incrs: whole ? WHOLE_STEPS : undefined,
    values: (_, splits) => splits.map(format),
  };
}
