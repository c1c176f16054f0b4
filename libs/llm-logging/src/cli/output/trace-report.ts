import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import type { LlmTraceNode } from '../../calls/trace-tree.js';
import { failureOf, figuresOf, markOf, nameOf } from './call-line.js';
import { fit } from './fit.js';
import { cost, count, counted, dateTime, duration } from './quantities.js';
import { safeText } from './safe-text.js';
import type { Style } from './style.js';

const WIDTH = 24;

interface Stretch {
  readonly from: number;
  readonly ms: number;
}

/** A trace for a terminal: what it is, and a line for each of its calls. */
export function traceReport(tree: LlmTraceNode, calls: readonly LlmCall[], style: Style, columns?: number): string {
  const from = Math.min(...calls.map(({ startedAt }) => startedAt.getTime()));
  const whole = { from, ms: tree.totals.latencyMs };
  const lines = tree.call === null ? branches(tree, '') : [{ node: tree, branch: '' }, ...branches(tree, '')];
  return [
    headOf(tree, calls, style),
    ...lines.map(({ node: { call }, branch }) => fit(lineOf(call!, branch, whole, style), columns)),
    '',
  ].join('\n');
}

function headOf({ totals }: LlmTraceNode, calls: readonly LlmCall[], style: Style): string {
  const [first] = [...calls].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  const { traceId, userId, sessionId, companyId, taskId, startedAt } = first!;
  const figures = [
    counted(totals.calls, 'call'),
    ...(totals.errors > 0 ? [style('red', `${count(totals.errors)} failed`)] : []),
    duration(totals.latencyMs),
    counted(totals.totalTokens, 'token'),
    cost(totals.cost) +
      (totals.unpricedCalls > 0 ? ` and ${counted(totals.unpricedCalls, 'call')} without a price` : ''),
  ];
  const names = Object.entries({ user: userId, company: companyId, session: sessionId, task: taskId })
    .filter((entry): entry is [string, string] => entry[1] !== null)
    .map(([name, value]) => `${name} ${safeText(value)}`);
  return [
    `${style('bold', `trace ${safeText(traceId ?? '–')}`)}  ${dateTime(startedAt)}`,
    figures.join(' · '),
    ...(names.length > 0 ? [style('gray', names.join(' · '))] : []),
    '',
  ].join('\n');
}

function branches({ children }: LlmTraceNode, indent: string): { node: LlmTraceNode; branch: string }[] {
  return children.flatMap((node, index) => {
    const isLast = index === children.length - 1;
    return [
      { node, branch: `${indent}${isLast ? '└─ ' : '├─ '}` },
      ...branches(node, `${indent}${isLast ? '   ' : '│  '}`),
    ];
  });
}

function lineOf(call: LlmCall, branch: string, whole: Stretch, style: Style): string {
  const failure = failureOf(call, style);
  return [
    `▕${stretchOf(call, whole)}▏`,
    figuresOf(call),
    `${style('gray', branch)}${markOf(call, style)} ${nameOf(call, style)}${failure === '' ? '' : `  ${failure}`}`,
  ].join(' ');
}

/** When a call ran within the trace. A call that has not ended reaches to the trace's end. */
function stretchOf({ startedAt, latencyMs, timeToFirstTokenMs }: LlmCall, { from, ms }: Stretch): string {
  const place = (at: number): number => (ms === 0 ? 0 : Math.round((Math.min(at, ms) / ms) * WIDTH));
  const start = startedAt.getTime() - from;
  const begin = Math.min(place(start), WIDTH - 1);
  const end = Math.max(place(latencyMs === null ? ms : start + latencyMs), begin + 1);
  const first = timeToFirstTokenMs === null ? begin : Math.min(place(start + timeToFirstTokenMs), end);
  return `${' '.repeat(begin)}${'░'.repeat(first - begin)}${'█'.repeat(end - first)}`.padEnd(WIDTH);
}
