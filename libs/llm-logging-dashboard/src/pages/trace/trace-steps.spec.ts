import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { axisTicks } from './axis-ticks.js';
import { traceTimes, visibleSteps, type TimedNode } from './trace-steps.js';
import { treeMove } from './tree-keys.js';

const BEGIN = Date.UTC(2026, 0, 1);

function node(
  id: string,
  begin: number,
  end: number | null,
  children: TimedNode[] = [],
  status = 'success',
): TimedNode {
  const startedAt = new Date(BEGIN + begin).toISOString();
  const call = {
    id,
    status: end === null ? 'pending' : status,
    startedAt,
    completedAt: null,
    latencyMs: end === null ? null : end - begin,
  };
  return { call, textsLeftOut: false, children };
}

function shares(root: TimedNode, now = BEGIN): Record<string, number> {
  return Object.fromEntries(traceTimes(root, now).steps.map(({ call, share }) => [call.id, Math.round(share * 100)]));
}

describe('traceTimes', () => {
  it('lays parents before children on one axis', () => {
    const root = {
      call: null,
      textsLeftOut: false,
      children: [node('a', 0, 100, [node('b', 10, 40, [node('c', 20, 30)])]), node('d', 120, 200)],
    };
    const { steps, length, origin } = traceTimes(root, BEGIN);
    expect(
      steps.map(({ call, depth, begin, end, descendants, parentId }) => [
        call.id,
        depth,
        begin,
        end,
        descendants,
        parentId,
      ]),
    ).toEqual([
      ['a', 0, 0, 100, 2, null],
      ['b', 1, 10, 40, 1, 'a'],
      ['c', 2, 20, 30, 0, 'b'],
      ['d', 0, 120, 200, 0, null],
    ]);
    expect([length, origin]).toEqual([200, BEGIN]);
  });

  it('gives each moment to the call that was waited for', () => {
    // Two at once: the longer is the one waited for, once it alone is left and before.
    expect(shares(node('p', 0, 100, [node('x', 10, 50), node('y', 10, 90)]))).toEqual({ p: 20, x: 0, y: 80 });
    expect(shares(node('p', 0, 100, [node('x', 0, 30), node('y', 50, 100)]))).toEqual({ p: 20, x: 30, y: 50 });
    expect(traceTimes(node('p', 0, 100, [node('x', 0, 30), node('y', 50, 100)]), BEGIN).slowest?.call.id).toBe('y');
  });

  it('counts work that outlives its parent', () => {
    expect(shares(node('p', 0, 20, [node('late', 10, 100)]))).toEqual({ p: 10, late: 90 });
  });

  it('lets pending calls grow until now, and knows what failed where', () => {
    const root = node('p', 0, null, [node('x', 10, 20, [], 'error'), node('y', 30, null)]);
    const { steps, length } = traceTimes(root, BEGIN + 500);
    expect(length).toBe(500);
    expect(
      steps.map(({ end, isPending, isFailed, hasFailedBelow }) => [end, isPending, isFailed, hasFailedBelow]),
    ).toEqual([
      [500, true, false, true],
      [20, false, true, false],
      [500, true, false, false],
    ]);
  });

  it('never gives away more than the time there was, nor loses a call', () => {
    const lines = fc.array(fc.record({ begin: fc.nat(100), length: fc.option(fc.nat(100)), under: fc.nat() }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(lines, (lines) => {
        const tree = grown(lines);
        const { steps, length } = traceTimes(tree, BEGIN + 150);
        expect(steps).toHaveLength(lines.length);
        const sum = steps.reduce((total, { share }) => total + share, 0);
        expect(sum).toBeLessThanOrEqual(1 + 1e-9);
        for (const { begin, end, share } of steps) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(begin).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(length);
        }
      }),
    );
  });

  it('takes a chain of ten thousand calls', () => {
    let chain = node('0', 0, 10);
    for (let n = 1; n < 10_000; n += 1) chain = node(String(n), 0, 10, [chain]);
    expect(traceTimes(chain, BEGIN).steps.at(-1)!.depth).toBe(9_999);
  });
});

describe('visibleSteps and treeMove', () => {
  const { steps } = traceTimes(node('a', 0, 9, [node('b', 1, 5, [node('c', 2, 3)]), node('d', 6, 8)]), BEGIN);
  const move = (key: string, current: string, ...collapsed: string[]) => {
    const closed = new Set(collapsed);
    return treeMove(key, { steps: visibleSteps(steps, closed), current, collapsed: closed });
  };

  it('hides what stands below a collapsed step', () => {
    expect(visibleSteps(steps, new Set(['b'])).map(({ call }) => call.id)).toEqual(['a', 'b', 'd']);
    expect(visibleSteps(steps, new Set(['a', 'b'])).map(({ call }) => call.id)).toEqual(['a']);
  });

  it('moves as in a tree', () => {
    expect(move('ArrowDown', 'b', 'b')).toEqual({ kind: 'focus', id: 'd' });
    expect(move('ArrowDown', 'd')).toBeUndefined();
    expect(move('ArrowUp', 'd')).toEqual({ kind: 'focus', id: 'c' });
    expect(move('ArrowRight', 'b')).toEqual({ kind: 'focus', id: 'c' });
    expect(move('ArrowRight', 'b', 'b')).toEqual({ kind: 'expand', id: 'b' });
    expect(move('ArrowLeft', 'b')).toEqual({ kind: 'collapse', id: 'b' });
    expect(move('ArrowLeft', 'c')).toEqual({ kind: 'focus', id: 'b' });
    expect(move('ArrowLeft', 'a', 'a')).toBeUndefined();
    expect(move('End', 'a')).toEqual({ kind: 'focus', id: 'd' });
    expect(move('Enter', 'c')).toEqual({ kind: 'open', id: 'c' });
    expect(move('ArrowDown', 'gone')).toEqual({ kind: 'focus', id: 'a' });
  });
});

describe('axisTicks', () => {
  it('marks round moments', () => {
    expect(axisTicks(1_000, 5)).toEqual([0, 200, 400, 600, 800, 1_000]);
    expect(axisTicks(7_300, 5)).toEqual([0, 2_000, 4_000, 6_000]);
    expect(axisTicks(200_000, 4)).toEqual([0, 60_000, 120_000, 180_000]);
    expect(axisTicks(0, 4)).toEqual([0]);
  });
});

/** A tree in which each call stands under one of those before it, or at the top. */
function grown(lines: readonly { begin: number; length: number | null; under: number }[]): TimedNode {
  const root: TimedNode & { children: TimedNode[] } = { call: null, textsLeftOut: false, children: [] };
  const nodes = [root];
  for (const [index, { begin, length, under }] of lines.entries()) {
    const grown = node(String(index), begin, length === null ? null : begin + length, []) as typeof root;
    nodes[under % nodes.length]!.children.push(grown);
    nodes.push(grown);
  }
  return root;
}
