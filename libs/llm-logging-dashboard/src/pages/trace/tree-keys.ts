import type { TraceStep } from './trace-steps.js';

/** What a key does to a tree of which `current` is the line with the focus. */
export type TreeMove =
  | { readonly kind: 'focus'; readonly id: string }
  | { readonly kind: 'collapse' | 'expand' | 'open'; readonly id: string }
  | { readonly kind: 'collapse-all' | 'expand-all' };

/** Keys of the ARIA tree pattern: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/ */
export function treeMove(
  key: string,
  { steps, current, collapsed }: { steps: readonly TraceStep[]; current: string; collapsed: ReadonlySet<string> },
): TreeMove | undefined {
  const at = steps.findIndex(({ call }) => call.id === current);
  const step = steps[at];
  if (step === undefined) return focus(steps[0]);
  const id = step.call.id;
  const isParent = step.descendants > 0;
  switch (key) {
    case 'ArrowDown':
      return focus(steps[at + 1]);
    case 'ArrowUp':
      return focus(steps[at - 1]);
    case 'PageDown':
      return focus(steps[Math.min(at + 20, steps.length - 1)]);
    case 'PageUp':
      return focus(steps[Math.max(at - 20, 0)]);
    case 'Home':
      return focus(steps[0]);
    case 'End':
      return focus(steps.at(-1));
    case 'ArrowRight':
      if (!isParent) return undefined;
      return collapsed.has(id) ? { kind: 'expand', id } : focus(steps[at + 1]);
    case 'ArrowLeft':
      if (isParent && !collapsed.has(id)) return { kind: 'collapse', id };
      return step.parentId === null ? undefined : { kind: 'focus', id: step.parentId };
    case 'Enter':
    case ' ':
      return { kind: 'open', id };
    case '*':
      return { kind: 'expand-all' };
    case '-':
      return { kind: 'collapse-all' };
    default:
      return undefined;
  }
}

function focus(step: TraceStep | undefined): TreeMove | undefined {
  return step && { kind: 'focus', id: step.call.id };
}
