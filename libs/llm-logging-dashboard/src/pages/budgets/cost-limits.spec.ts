import { describe, expect, it } from '@jest/globals';
import { costLimits } from './cost-limits.js';

const rule = (change: object) =>
  ({
    name: 'b',
    limitUsd: 50,
    window: 'day',
    timeZone: 'UTC',
    alerts: [1],
    source: 'service',
    mayChange: true,
    ...change,
  }) as never;
const values = (change: object, filters: Record<string, string | string[]> = {}) =>
  costLimits([rule(change)], filters, 'day').map(({ value }) => value);

describe('the limits in a chart of costs', () => {
  it('are of budgets of as long that count the same calls', () => {
    expect(costLimits([rule({})], {}, 'day')).toEqual([{ value: 50, label: 'b $50.00' }]);
    expect(costLimits([rule({ window: 'month' })], {}, 'day')).toEqual([]);
    expect(values({}, { companyId: 'acme' })).toEqual([]);
    expect(values({ match: { model: 'm', tags: ['a', 'b'] } }, { model: ['m'], tags: ['b', 'a'] })).toEqual([50]);
    expect(values({ match: { model: 'm' } })).toEqual([]);
  });

  it('are those of the one company, user or model that is shown', () => {
    const each = { per: 'company', limits: { acme: 70 } };
    expect(values(each, { companyId: 'acme' })).toEqual([70]);
    expect(values(each, { companyId: 'globex' })).toEqual([50]);
    expect(values(each)).toEqual([]);
    expect(values({ per: 'model' }, { model: ['a', 'b'] })).toEqual([]);
    expect(values({ ...each, match: { companyId: 'acme' } }, { companyId: 'globex' })).toEqual([]);
  });
});
