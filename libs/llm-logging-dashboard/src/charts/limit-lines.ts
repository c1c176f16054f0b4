import uPlot from 'uplot';
import type { LimitLine } from './limit-line.js';

interface LineInks {
  line: string;
  text: string;
  font: string;
  /** Behind the names, which lie over bars. */
  paper: string;
}

/** So many times as high as the highest bar, and a line is not reached for: the bars would be lost. */
const REACH = 3;
const DASH = [6, 4];
const GAP_PX = 4;

/** The largest value that the value axis has to show. */
export function reachOf(max: number, lines: readonly LimitLine[] = []): number {
  return Math.max(max, ...lines.map(({ value }) => value).filter((value) => value <= max * REACH));
}

/** Draws limits as dashed lines with their names; of one that is out of reach, its name with an arrow at the top. */
export function drawLimits(u: uPlot, lines: readonly LimitLine[], { line, text, font, paper }: LineInks): void {
  const { ctx, bbox } = u;
  const scale = uPlot.pxRatio;
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.font = font.replace(/^(\d+)px/, (_, size: string) => `${Number(size) * scale}px`);
  ctx.textAlign = 'right';
  ctx.strokeStyle = line;
  ctx.lineWidth = scale;
  ctx.setLineDash(DASH.map((length) => length * scale));
  for (const { value, label } of lines) {
    const y = u.valToPos(value, 'y', true);
    const isShown = y >= bbox.top;
    if (isShown) {
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(right, y);
      ctx.stroke();
    }
    const name = isShown ? label : `↑ ${label}`;
    const isAbove = isShown && y - bbox.top > 18 * scale;
    const foot = isShown ? y + (isAbove ? -GAP_PX * scale : 16 * scale) : bbox.top + 14 * scale;
    ctx.textBaseline = 'bottom';
    ctx.globalAlpha = 0.85;
    ctx.fillStyle = paper;
    ctx.fillRect(right - ctx.measureText(name).width - 4 * scale, foot - 13 * scale, right, 14 * scale);
    ctx.globalAlpha = 1;
    ctx.fillStyle = text;
    ctx.fillText(name, right, foot);
  }
  ctx.restore();
}
