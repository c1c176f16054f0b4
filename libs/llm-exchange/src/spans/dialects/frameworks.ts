import type { Span } from '../span.js';
import type { Dialect, SpanKind, SpanSaid } from '../dialect.js';

const SEMANTIC_KERNEL: readonly (readonly [RegExp, SpanKind])[] = [
  [/^(chat|text)\.completions\b/, 'call'],
  [/^execute_tool\b/, 'tool'],
  [/^(AutoFunctionInvocationLoop|kernel_function|function)\b/i, 'step'],
];

const STRANDS: readonly (readonly [RegExp, SpanKind])[] = [
  [/^(chat|Model invoke)\b/, 'call'],
  [/^(invoke_agent|Agent)\b/, 'agent'],
  [/^(execute_tool|Tool)\b/, 'tool'],
  [/^(execute_event_loop_cycle|Cycle)\b/, 'step'],
];

/** Microsoft's Semantic Kernel: texts in events, and until 1.30 usage under `gen_ai.response.`. */
export const SEMANTIC_KERNEL_SPANS = byName((span) => /semantic.?kernel/i.test(span.scope), SEMANTIC_KERNEL);

/** Strands Agents: older versions set nothing but the names of their spans; the agent's usage is the sum of its model calls'. */
export const STRANDS_SPANS = byName((span) => /^strands/i.test(span.scope), STRANDS);

function byName(speaks: (span: Span) => boolean, names: readonly (readonly [RegExp, SpanKind])[]): Dialect {
  return {
    speaks,
    read: ({ name }): SpanSaid => ({ kind: names.find(([pattern]) => pattern.test(name))?.[1] }),
  };
}
