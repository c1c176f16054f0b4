import { expect, it } from '@jest/globals';
import { countAll } from './support/count-all.js';
import { describeInBrowser } from './support/dashboard-suite.js';

const DAY_MS = 86_400_000;
const day = (daysAgo: number) => new Date(Math.floor(Date.now() / DAY_MS - daysAgo) * DAY_MS).toISOString();
const [START, END] = [day(12), day(3)];
const RANGE = `startDate=${encodeURIComponent(START)}&endDate=${encodeURIComponent(END)}`;

const numberIn = (text: string) => Number(text.replaceAll(/[^\d.]/g, ''));

describeInBrowser('charts of the dashboard', (suite) => {
  const inSql = async (select: string, rest = ''): Promise<Record<string, string>[]> =>
    suite.database.query(
      `SELECT ${select} FROM llm_calls WHERE kind = 'call' AND started_at >= $1 AND started_at < $2 ${rest}`,
      [START, END],
    );

  it('are shown by a chart and by its table alike', async () => {
    const rows = await inSql(`call_type AS type, count(*) AS calls`, 'GROUP BY 1');
    const { page } = await suite.open(`#/?${RANGE}&of=calls&by=callType`);
    const chart = page.getByRole('figure');
    const all = rows.reduce((sum, { calls }) => sum + Number(calls), 0);
    await expect(chart.locator('figcaption').textContent()).resolves.toContain(`${all.toLocaleString('en-US')} in all`);
    await chart.getByRole('button', { name: 'Table' }).click();
    const names = await chart.locator('thead th').allTextContents();
    const sums = names.map(() => 0);
    for (const line of await chart.locator('tbody tr').all())
      for (const [index, text] of (await line.locator('th, td').allTextContents()).entries())
        sums[index]! += index === 0 ? 0 : numberIn(text);
    const shown = Object.fromEntries(names.map((name, index) => [name, sums[index]]).slice(1));
    expect(shown).toEqual({ ...Object.fromEntries(rows.map(({ type, calls }) => [type, Number(calls)])), all });

    const cell = chart.locator('tbody tr').nth(2).locator('td a').first();
    const calls = Number(await cell.textContent());
    await cell.click();
    await page.locator('[data-index="0"]').waitFor();
    await expect(countAll(page)).resolves.toBe(calls);
  });

  it('are reached by keyboard: one period after the other, and its calls', async () => {
    const { page } = await suite.open(`#/?${RANGE}&of=calls`);
    await page.getByRole('group', { name: /^Calls by model\. Arrow keys/ }).focus();
    await page.keyboard.press('End');
    const status = page.getByRole('figure').getByRole('status');
    await status.filter({ hasText: /All\d+$/ }).waitFor();
    const last = (await status.textContent())!;
    await page.keyboard.press('ArrowLeft');
    await status.filter({ hasNotText: last }).waitFor();
    const [, calls] = (await status.textContent())!.match(/All(\d+)$/)!;
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/calls\?.*startDate=/);
    await page.locator('[data-index="0"]').waitFor();
    await expect(countAll(page)).resolves.toBe(Number(calls));
  });

  it('say of a model without a price that it has none, not that it is free', async () => {
    const { page } = await suite.open(`#/models?${RANGE}`);
    const row = page.getByRole('row', { name: /reviews-7b-ft/ });
    await expect(row.textContent()).resolves.toContain('no price');
    await expect(row.textContent()).resolves.not.toContain('$0');
  });

  it('lead from a failed pipeline to its trace', async () => {
    const { page } = await suite.open('#/rag?days=30');
    const link = page.getByRole('region', { name: 'Failed pipeline runs' }).locator('a[href^="#/traces/"]').first();
    const traceId = await link.getAttribute('title');
    await link.click();
    await page.waitForURL((url) => url.hash === `#/traces/${traceId}`);
  });
});
