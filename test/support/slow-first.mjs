import Sequencer from '@jest/test-sequencer';

/** Where specs take longest. */
const SLOW = [
  ...['/test/package/', '/test/browser/', '.database.spec.ts', '/test/faults/', '/test/example/', '/test/cli/'],
  ...[
    '/test/admin/',
    '/test/stats/',
    '/test/storage/',
    '/test/delivery/',
    '/test/retention/',
    '/test/capture/',
    '/test/',
  ],
];

/** Long specs begin first, so that none of them runs alone at the end. A first run does not know yet how long each takes. */
export default class SlowFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.some(({ duration }) => duration !== undefined) ? sorted : sorted.sort((a, b) => rank(a) - rank(b));
  }
}

function rank({ path }) {
  const index = SLOW.findIndex((part) => path.includes(part));
  return index < 0 ? SLOW.length : index;
}
