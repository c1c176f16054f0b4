import { areDisjoint, NO_CHARACTERS, type Characters } from './characters.js';
import type { PatternNode } from './pattern-tree.js';

/**
 * What a backtracking engine may do with a part of a pattern at one place of a text: `steps` until it has failed, and the
 * `ways` in which it can match, each of which the rest of the pattern is tried behind. Both are upper bounds.
 */
interface Cost {
  readonly steps: number;
  readonly ways: number;
}

/** Steps that a pattern may take from one place, on a text of so many characters. */
export function stepsOf(pattern: PatternNode, length: number): number {
  return costOf(withoutEnd(pattern), length, NO_CHARACTERS).steps;
}

/** What stands last and has matched as often as it must ends the match: nothing behind it can fail. */
function withoutEnd(node: PatternNode): PatternNode {
  if (node.kind === 'repeat') return { ...node, max: node.min };
  if (node.kind === 'alternatives') return { ...node, items: node.items.map(withoutEnd) };
  if (node.kind !== 'sequence' || node.items.length === 0) return node;
  return { ...node, items: [...node.items.slice(0, -1), withoutEnd(node.items.at(-1)!)] };
}

/** @param next what may begin behind it. */
function costOf(node: PatternNode, length: number, next: Characters): Cost {
  switch (node.kind) {
    case 'character':
    case 'assertion':
      return { steps: 1, ways: 1 };
    case 'look':
      return { steps: costOf(node.body, length, NO_CHARACTERS).steps + 1, ways: 1 };
    case 'alternatives':
      return alternativesCost(node.items, length, next);
    case 'sequence':
      return sequenceCost(node.items, length, next);
    case 'repeat':
      return repeatCost(node, length, next);
  }
}

/** Of alternatives that begin with different characters one can match at most. */
function alternativesCost(items: readonly PatternNode[], length: number, next: Characters): Cost {
  const costs = items.map((item) => costOf(item, length, next));
  const steps = sum(costs.map((cost) => cost.steps)) + 1;
  const ways = costs.map((cost) => cost.ways);
  return { steps, ways: beginDisjoint(items) ? Math.max(...ways) : sum(ways) };
}

function beginDisjoint(items: readonly PatternNode[]): boolean {
  let seen = NO_CHARACTERS;
  for (const item of items) {
    const first = firstOf(item, NO_CHARACTERS);
    if (isEmpty(item) || !areDisjoint(seen, first)) return false;
    seen |= first;
  }
  return true;
}

function sequenceCost(items: readonly PatternNode[], length: number, next: Characters): Cost {
  let steps = 1;
  let ways = 1;
  items.forEach((item, index) => {
    const cost = costOf(item, length, firstOfAll(items.slice(index + 1), next));
    steps += ways * cost.steps;
    ways *= cost.ways;
  });
  return { steps, ways };
}

/**
 * Each number of repetitions is a way, and each way of one repetition multiplies those of the next. Where what is repeated begins
 * otherwise than what follows, one number of repetitions is right, and the others fail at once.
 */
function repeatCost(node: PatternNode & { kind: 'repeat' }, length: number, next: Characters): Cost {
  const max = Math.min(node.max, length);
  const first = firstOf(node.body, NO_CHARACTERS);
  const { steps, ways } = costOf(node.body, length, max > 1 ? first | next : next);
  const isEmptyBody = isEmpty(node.body);
  if (ways <= 1 && !isEmptyBody)
    return { steps: steps * Math.max(max, 1) + 1, ways: areDisjoint(first, next) ? 1 : max - node.min + 1 };
  const power = Math.max(ways, 2) ** max;
  return { steps: steps * power * 2, ways: power * 2 };
}

/** What a part may begin with; `next` where it may be empty. */
function firstOf(node: PatternNode, next: Characters): Characters {
  switch (node.kind) {
    case 'character':
      return node.characters;
    case 'assertion':
    case 'look':
      return next;
    case 'alternatives':
      return node.items.reduce((all, item) => all | firstOf(item, next), NO_CHARACTERS);
    case 'sequence':
      return firstOfAll(node.items, next);
    case 'repeat':
      return firstOf(node.body, next) | (node.min === 0 ? next : NO_CHARACTERS);
  }
}

function firstOfAll(items: readonly PatternNode[], next: Characters): Characters {
  return items.reduceRight((behind, item) => firstOf(item, behind), next);
}

/** Whether a part can match nothing. */
function isEmpty(node: PatternNode): boolean {
  switch (node.kind) {
    case 'character':
      return false;
    case 'assertion':
    case 'look':
      return true;
    case 'alternatives':
      return node.items.some(isEmpty);
    case 'sequence':
      return node.items.every(isEmpty);
    case 'repeat':
      return node.min === 0 || isEmpty(node.body);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
