import { stepsOf } from './pattern-cost.js';
import { patternTree, type PatternNode } from './pattern-tree.js';

/** Characters that patterns of the application's own see at once, most first. */
const WINDOWS = [8_192, 4_096, 2_048, 1_024, 512] as const;
/** Steps that a pattern may take from one place of a text. */
const MAX_STEPS = 10_000;
/** Those for which a window is made smaller: patterns whose time grows with what they see. */
const FEW_STEPS = 5_000;

/**
 * Why a pattern may not run on texts of any origin; undefined for one that may. Refused are patterns that match the empty text
 * or refer back to a group, and those that could take more steps than a bound for each character of a text.
 */
export function patternProblem(pattern: RegExp): string | undefined {
  if (new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, '')).test(''))
    return 'matches the empty text; let it match at least one character';
  const { source } = pattern;
  if (refersBack(source)) return 'refers back to a group, which can take endless time; write out what is repeated';
  if (windowOf(pattern) !== undefined) return undefined;
  if (repeatsWays(patternTree(pattern)))
    return 'repeats a group that can match the same text in several ways, such as (a+)+ or (a|a)*, which can take endless time; repeat a single character class, such as [ab]+, or give what is inside a fixed length';
  return 'could take far more than linear time, as its parts can share a text in many ways, such as .*.*= or a?a?a?; leave one part without a bound, and give the others small ones, such as [^=]{1,20}';
}

/** The longest window in which a pattern takes bounded time; undefined if there is none. */
export function windowOf(pattern: RegExp): number | undefined {
  const tree = patternTree(pattern);
  const least = stepsOf(tree, WINDOWS.at(-1)!);
  if (!(least <= MAX_STEPS)) return undefined;
  return WINDOWS.find((length) => stepsOf(tree, length) <= Math.max(FEW_STEPS, least));
}

function refersBack(source: string): boolean {
  for (let at = source.indexOf('\\'); at >= 0; at = source.indexOf('\\', at + 2)) {
    if (/^\\(?:[1-9]|k<)/.test(source.slice(at, at + 3))) return true;
  }
  return false;
}

/** Whether something is repeated that is not of one length and one form. */
function repeatsWays(node: PatternNode): boolean {
  if (node.kind === 'repeat') return (node.max > 4 && varies(node.body)) || repeatsWays(node.body);
  if (node.kind === 'look') return repeatsWays(node.body);
  return 'items' in node && node.items.some(repeatsWays);
}

function varies(node: PatternNode): boolean {
  if (node.kind === 'alternatives') return true;
  if (node.kind === 'repeat') return node.min !== node.max || varies(node.body);
  return 'items' in node && node.items.some(varies);
}
