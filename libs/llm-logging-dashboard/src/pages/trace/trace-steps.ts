import { hasFailed } from '../call/has-failed.js';

/** What the waterfall needs of a call. */
export interface TimedCall {
  readonly id: string;
  readonly status: string;
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly latencyMs: number | null;
}

export interface TimedNode<C extends TimedCall = TimedCall> {
  readonly call: C | null;
  readonly textsLeftOut: boolean;
  readonly children: readonly TimedNode<C>[];
}

/** From one moment to another. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** One line of the waterfall. Times are ms since the trace began. */
export interface TraceStep<C extends TimedCall = TimedCall> {
  readonly call: C;
  /** Its texts are not here, as the trace has too many. */
  readonly textsLeftOut: boolean;
  readonly parentId: string | null;
  readonly depth: number;
  /** Steps below this one, at any depth: they follow it in the list. */
  readonly descendants: number;
  readonly begin: number;
  /** Of a pending call: now. */
  readonly end: number;
  readonly isPending: boolean;
  /** Part of the trace's time during which nothing else was waited for, 0 to 1. */
  readonly share: number;
  /** When nothing inside of it ran: parts of its own time, in ms since the trace began. */
  readonly own: readonly Stretch[];
  /** Failed itself. */
  readonly isFailed: boolean;
  /** Something below failed. */
  readonly hasFailedBelow: boolean;
}

export interface TraceTimes<C extends TimedCall = TimedCall> {
  /** Parents before their children, in the order of their starts. */
  readonly steps: readonly TraceStep<C>[];
  /** When the trace began, in ms since 1970. */
  readonly origin: number;
  /** From the first start to the last end, in ms. */
  readonly length: number;
  /** The step that took most of the trace's time by itself; undefined where there is only one. */
  readonly slowest: TraceStep<C> | undefined;
}

interface Growing<C extends TimedCall> {
  call: C;
  textsLeftOut: boolean;
  parentId: string | null;
  depth: number;
  descendants: number;
  begin: number;
  end: number;
  /** The last end of this and all below. */
  lastEnd: number;
  children: Growing<C>[];
  ownMs: number;
  hasFailedBelow: boolean;
}

/** Puts a tree of calls on one time axis. `now` is where calls end that are not over. */
export function traceTimes<C extends TimedCall>(root: TimedNode<C>, now: number): TraceTimes<C> {
  const flat: Growing<C>[] = [];
  const top = grow(root, now, flat);
  if (flat.length === 0) return { steps: [], origin: now, length: 0, slowest: undefined };
  const origin = flat.reduce((first, { begin }) => Math.min(first, begin), Infinity);
  const end = flat.reduce((last, step) => Math.max(last, step.end), origin);
  followCriticalPath(top, origin, end);
  const length = end - origin;
  const steps = flat.map((step) => stepOf(step, origin, length));
  const slowest = steps.length === 1 ? undefined : steps.reduce((a, b) => (b.share > a.share ? b : a));
  return { steps, origin, length, slowest };
}

/** Depth first, without recursion: a tree may be as deep as it is long. */
function grow<C extends TimedCall>(root: TimedNode<C>, now: number, flat: Growing<C>[]): Growing<C>[] {
  const top: Growing<C>[] = [];
  const open: { node: TimedNode<C>; parent: Growing<C> | undefined }[] = [{ node: root, parent: undefined }];
  while (open.length > 0) {
    const { node, parent } = open.pop()!;
    const step = node.call === null ? undefined : growing(node.call, node.textsLeftOut, parent, now);
    if (step !== undefined) {
      flat.push(step);
      (parent?.children ?? top).push(step);
    }
    for (const child of [...node.children].reverse()) open.push({ node: child, parent: step ?? parent });
  }
  for (const step of flat.toReversed()) {
    for (const child of step.children) {
      step.descendants += 1 + child.descendants;
      step.lastEnd = Math.max(step.lastEnd, child.lastEnd);
      step.hasFailedBelow ||= child.hasFailedBelow || hasFailed(child.call);
    }
  }
  return top;
}

function growing<C extends TimedCall>(
  call: C,
  textsLeftOut: boolean,
  parent: Growing<C> | undefined,
  now: number,
): Growing<C> {
  const begin = Date.parse(call.startedAt);
  const end = endOf(call, begin, now);
  return {
    call,
    textsLeftOut,
    parentId: parent?.call.id ?? null,
    depth: parent === undefined ? 0 : parent.depth + 1,
    descendants: 0,
    begin,
    end,
    lastEnd: end,
    children: [],
    ownMs: 0,
    hasFailedBelow: false,
  };
}

function endOf(call: TimedCall, begin: number, now: number): number {
  if (call.latencyMs !== null) return begin + call.latencyMs;
  const end = call.completedAt === null ? (call.status === 'pending' ? now : begin) : Date.parse(call.completedAt);
  return Math.max(end, begin);
}

/**
 * Gives each moment of the trace to the deepest call that it waited for: from the end backwards, always the one that ended last.
 * A gap between calls is their parent's.
 */
function followCriticalPath<C extends TimedCall>(top: Growing<C>[], origin: number, end: number): void {
  const open: { owner: Growing<C> | undefined; steps: Growing<C>[]; from: number; to: number }[] = [
    { owner: undefined, steps: top, from: origin, to: end },
  ];
  while (open.length > 0) {
    const { owner, steps, from, to } = open.pop()!;
    let cursor = to;
    for (const step of [...steps].sort((a, b) => b.lastEnd - a.lastEnd)) {
      const [begin, stop] = [Math.max(step.begin, from), Math.min(step.lastEnd, cursor)];
      if (stop <= begin) continue;
      if (owner !== undefined) owner.ownMs += cursor - stop;
      open.push({ owner: step, steps: step.children, from: begin, to: stop });
      cursor = begin;
    }
    if (owner !== undefined) owner.ownMs += cursor - from;
  }
}

function stepOf<C extends TimedCall>(step: Growing<C>, origin: number, length: number): TraceStep<C> {
  const { call, textsLeftOut, parentId, depth, descendants, begin, end, ownMs, hasFailedBelow } = step;
  return {
    call,
    textsLeftOut,
    parentId,
    depth,
    descendants,
    begin: begin - origin,
    end: end - origin,
    isPending: call.status === 'pending',
    share: length === 0 ? 0 : ownMs / length,
    own: ownStretches(step).map(({ from, to }) => ({ from: from - origin, to: to - origin })),
    isFailed: hasFailed(call),
    hasFailedBelow,
  };
}

/** The time of a step less that of its children, what overlaps counted once. */
function ownStretches<C extends TimedCall>({ begin, end, children }: Growing<C>): Stretch[] {
  const own: Stretch[] = [];
  let from = begin;
  for (const child of [...children].sort((a, b) => a.begin - b.begin)) {
    if (child.begin > from) own.push({ from, to: Math.min(child.begin, end) });
    from = Math.max(from, child.lastEnd);
  }
  if (from < end || children.length === 0) own.push({ from, to: end });
  return own.filter(({ from, to }) => to >= from);
}

/** The steps that no collapsed one hides. */
export function visibleSteps<C extends TimedCall>(
  steps: readonly TraceStep<C>[],
  collapsed: ReadonlySet<string>,
): TraceStep<C>[] {
  const visible: TraceStep<C>[] = [];
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index]!;
    visible.push(step);
    if (collapsed.has(step.call.id)) index += step.descendants;
  }
  return visible;
}
