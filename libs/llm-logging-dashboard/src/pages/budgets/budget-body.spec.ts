import { describe, expect, it } from '@jest/globals';
import { bodyOf, writtenOf } from './budget-body.js';

const RULE = {
  name: 'customers',
  limitUsd: 50,
  window: 'month',
  timeZone: 'Europe/Berlin',
  per: 'company',
  limits: { acme: 200.5 },
  alerts: [0.5, 0.855, 1],
  onLimit: 'block',
  onUnavailable: 'block',
  match: { model: 'gpt-4o', tags: ['a', 'b'] },
  unpricedCallUsd: 0.1,
  source: 'service',
  mayChange: true,
} as const;

describe('the form of a budget', () => {
  it('sends what it was filled with', () => {
    const { name: _, source: __, mayChange: ___, ...body } = RULE;
    expect(JSON.parse(JSON.stringify(bodyOf(writtenOf(RULE as never), RULE as never)))).toEqual(body);
  });

  it('sends of a new one what is written, and nothing empty', () => {
    const written = { ...writtenOf(undefined), name: 'all', limitUsd: '10', alerts: '90%, 100' };
    expect(JSON.parse(JSON.stringify(bodyOf(written)))).toEqual({
      limitUsd: 10,
      window: 'month',
      alerts: [0.9, 1],
      onLimit: 'alert',
    });
  });

  it('leaves what is no number for the server to refuse', () => {
    const written = { ...writtenOf(undefined), per: 'user', limitUsd: '1', limits: 'ann = 2\nbob' };
    expect(bodyOf(written).limits).toEqual({ ann: 2, bob: NaN });
  });
});
