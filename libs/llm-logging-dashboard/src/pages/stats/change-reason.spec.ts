import { describe, expect, it } from '@jest/globals';
import { changeReason } from './change-reason.js';

const spent = (totalCalls: number, totalCost: number, promptTokens = 100, completionTokens = 100) => ({
  totalCalls,
  totalCost,
  promptTokens: promptTokens * totalCalls,
  completionTokens: completionTokens * totalCalls,
});

describe('changeReason', () => {
  it.each([
    ['new', spent(0, 0), spent(1, 1)],
    ['gone', spent(1, 1), spent(0, 0)],
    ['more calls', spent(10, 1), spent(20, 2.1)],
    ['fewer calls', spent(20, 2), spent(10, 1)],
    ['dearer calls', spent(10, 1), spent(11, 3)],
    ['cheaper calls', spent(10, 3), spent(11, 1)],
    ['longer prompts', spent(10, 1, 100), spent(10, 2, 300)],
    ['shorter prompts', spent(10, 2, 300), spent(10, 1, 100)],
    ['longer answers', spent(10, 1, 100, 100), spent(10, 2, 105, 300)],
    ['shorter answers', spent(10, 2, 100, 300), spent(10, 1, 100, 100)],
  ])('%s', (reason, before, now) => expect(changeReason(before, now)).toBe(reason));
});
