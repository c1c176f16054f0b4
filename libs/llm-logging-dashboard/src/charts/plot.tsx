import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { colour, useColourScheme } from '../theme/use-theme.js';
import { drawLimits } from './limit-lines.js';
import { plotData, plotOptions, type Drawing, type Inks } from './plot-options.js';
import { drawOver } from './plot-overlay.js';
import { stacked } from './series.js';
import styles from './time-chart.module.css';

/** A period that is pointed at. */
export interface Pointer {
  index: number;
  /** Of its middle, in px from the left edge of the drawing. */
  left: number;
}

interface PlotProps {
  drawing: Drawing;
  height: number;
  /** Series that alone keeps its colour. */
  highlighted: string | null;
  /** Index pointed at by keyboard. */
  pointed: number | null;
  onPoint: (pointer: Pointer | null) => void;
  /** A click: on a layer of the stack, or on the period. */
  onPick: (index: number, name: string | undefined, touch: boolean) => void;
  /** Periods drawn across, from one to another. */
  onSelect: (from: number, to: number) => void;
}

const MIN_SELECTION_PX = 8;

/** The drawing itself: uPlot on a canvas, as wide as there is room. */
export function Plot({ drawing, height, highlighted, pointed, onPoint, onPick, onSelect }: PlotProps) {
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const latest = useRef({ highlighted, onPoint, onPick, onSelect });
  const scheme = useColourScheme();

  useEffect(() => {
    latest.current = { highlighted, onPoint, onPick, onSelect };
  });
  useEffect(() => {
    const element = root.current!;
    const size = { width: element.clientWidth, height };
    const drawn = inks();
    const options = plotOptions(drawing, drawn, size, () => latest.current.highlighted);
    const hooks = {
      ...hooksOf(latest),
      draw: [(u: uPlot) => drawOver(u, drawing, drawn), (u: uPlot) => drawLimits(u, drawing.limits ?? [], limitInks())],
    };
    const made = new uPlot({ ...options, hooks }, plotData(drawing), element);
    made.over.addEventListener('click', (event) => {
      const index = made.cursor.idx;
      if (index == null) return;
      const touch = (event as PointerEvent).pointerType === 'touch';
      latest.current.onPick(index, layerAt(drawing, index, made.posToVal(event.offsetY, 'y')), touch);
    });
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [drawing, height, scheme]);
  useEffect(() => plot.current?.redraw(false, false), [highlighted]);
  useEffect(() => {
    const u = plot.current;
    if (u === null || pointed === null) return;
    u.setCursor({ left: u.valToPos(u.data[0][pointed]!, 'x'), top: 0 });
  }, [pointed]);

  return <div ref={root} className={styles['plot']} style={{ height }} />;
}

function hooksOf(latest: { current: Pick<PlotProps, 'onPoint' | 'onSelect'> }): uPlot.Hooks.Arrays {
  return {
    setCursor: [
      (u) => {
        const { idx, left } = u.cursor;
        const inside = idx != null && left !== undefined && left >= 0;
        const at = inside ? u.valToPos(u.data[0][idx]!, 'x') + u.bbox.left / uPlot.pxRatio : 0;
        latest.current.onPoint(inside ? { index: idx, left: at } : null);
      },
    ],
    setSelect: [
      (u) => {
        const { left, width } = u.select;
        if (width < MIN_SELECTION_PX) return;
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        latest.current.onSelect(u.posToIdx(left), u.posToIdx(left + width));
      },
    ],
  };
}

/** The layer of a stack at a height; none above all of them, nor among lines. */
function layerAt({ kind, series }: Drawing, index: number, height: number): string | undefined {
  if (kind === 'lines') return undefined;
  const layer = stacked(series).findIndex((values) => values[index]! >= height);
  return series[layer]?.name;
}

function limitInks() {
  const { text, font, paper } = inks();
  return { line: colour('--bad'), text, font, paper };
}

function inks(): Inks {
  const { fontFamily } = getComputedStyle(document.body);
  const [text, line, faint, paper] = [colour('--text-3'), colour('--line'), colour('--line-strong'), colour('--bg')];
  return { text, line, faint, paper, of: colour, font: `11px ${fontFamily}` };
}
