import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { Calendar, ofEachPeriod } from './schema/periods.js';
import { planQuestion } from './plan/plan-question.js';
import { measuresSql } from './read/measures-sql.js';

it('is read with the SQL that the README shows', async () => {
  const question = {
    time: { from: Date.parse('2026-03-12T23:00Z'), to: Date.parse('2026-04-11T22:00Z') },
    filters: {},
    groupBy: ['model'] as const,
    measures: ['calls', 'cost'] as const,
    top: { by: 'cost', limit: 10 } as const,
  };
  const calendar = new Calendar([{ since: 0, timeZone: 'Europe/Berlin' }]);
  const plan = await planQuestion(undefined, question, false, () =>
    Promise.resolve({ calendar, changed: ofEachPeriod(() => []) }),
  );
  const { sql, values } = measuresSql(plan);
  const shown = values.map((value, n) => `-- $${n + 1}: ${(value as Date).toISOString()}`);
  const readme = await readFile(new URL('README.md', import.meta.url), 'utf8');
  expect(/```sql\n(.*?)```/s.exec(readme)![1]).toBe(`${[sql, ...shown].join('\n')}\n`);
});
