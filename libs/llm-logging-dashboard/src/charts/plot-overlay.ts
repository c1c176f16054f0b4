import type uPlot from 'uplot';
import type { Drawing, Inks } from './plot-options.js';

const HATCH_PX = 6;
const TICK_PX = 8;

/** What lies over the figures: hatching of a period that goes on, and marks of what happened. */
export function drawOver(u: uPlot, { periods, unfinished = false, markers = [], kind }: Drawing, inks: Inks): void {
  const last = periods.at(-1);
  if (unfinished && kind === 'bars' && last !== undefined) hatch(u, last, inks.paper);
  for (const { at } of markers) mark(u, at, inks.text);
}

function hatch(u: uPlot, { start, end }: { start: string; end: string }, ink: string): void {
  const { ctx, bbox } = u;
  const left = u.valToPos(Date.parse(start), 'x', true);
  const right = u.valToPos(Date.parse(end), 'x', true);
  const step = HATCH_PX * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  // Above the axis only, and not over its line.
  ctx.rect(left, bbox.top, right - left, bbox.height - 1);
  ctx.clip();
  ctx.strokeStyle = ink;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  for (let x = left - bbox.height; x < right; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

function mark(u: uPlot, at: number, ink: string): void {
  const { ctx, bbox } = u;
  const x = Math.round(u.valToPos(at, 'x', true));
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const foot = bbox.top + bbox.height;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, foot);
  ctx.stroke();
  ctx.fillStyle = ink;
  ctx.beginPath();
  ctx.moveTo(x - TICK_PX / 2, foot);
  ctx.lineTo(x + TICK_PX / 2, foot);
  ctx.lineTo(x, foot - TICK_PX);
  ctx.fill();
  ctx.restore();
}
