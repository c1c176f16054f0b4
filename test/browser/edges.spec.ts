import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { countAll } from './support/count-all.js';
import { describeInBrowser, type DashboardSuite } from './support/dashboard-suite.js';
import { reportingIn } from './support/reporting-zone.js';
import { expectAbout, figureIn, numberOf, rowIn } from './support/shown.js';

const ZONE = 'Europe/Berlin';
/** Of 23 hours: clocks go forward at two. */
const DAY = '2026-03-29';
const [START, END] = ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'];
const COMPANY = 'of-the-edge';
const RANGE = `startDate=${START}&endDate=${END}&companyId=${COMPANY}`;

/** Just before, at, and at the end of the day; so much each that a sum says which of them are in it. */
const CALLS = [
  ['2026-03-28T22:59:59.999Z', 1],
  [START, 2],
  ['2026-03-29T00:59:59.999Z', 4],
  ['2026-03-29T01:00:00.000Z', 8],
  ['2026-03-29T21:59:59.999Z', 16],
  [END, 32],
] as const;
const NAMES = {
  ...{ userId: 'edge-user', companyId: COMPANY, model: 'edge-model', provider: 'edge', origin: 'POST /edge' },
  ...{ promptName: 'edge-prompt', promptVersion: '1', release: 'edge-release', callType: 'rag_synthesis' },
  sessionId: 'edge-session',
};

describeInBrowser('figures of a day on which clocks change, in the reporting zone', (suite) => {
  let expected: { cost: number; calls: number; failed: number; tokens: number };

  beforeAll(async () => {
    const { logger } = suite.dashboard;
    for (const [index, [startedAt, dollars]] of CALLS.entries())
      await logger.record({
        ...NAMES,
        startedAt: new Date(startedAt),
        latencyMs: 1_000 * (index + 1),
        promptTokens: dollars,
        completionTokens: dollars,
        estimatedCost: dollars,
        ...(index % 3 === 1 ? { error: new Error('of the edge') } : {}),
      });
    await logger.flush();
    const [row] = await suite.database.query(
      `SELECT sum(estimated_cost) AS cost, count(*) AS calls, sum(total_tokens) AS tokens,
  count(*) FILTER (WHERE status = 'error') AS failed
FROM llm_calls WHERE company_id = $1 AND (started_at AT TIME ZONE $2)::date = $3`,
      [COMPANY, ZONE, DAY],
    );
    expected = Object.fromEntries(Object.entries(row!).map(([name, sum]) => [name, Number(sum)])) as typeof expected;
  });

  const open = async (path: string): Promise<Page> => (await opened(suite, path)).page;
  const expectTiles = async (page: Page): Promise<void> => {
    expectAbout(await figureIn(page, 'Cost'), expected.cost);
    expect(numberOf(await figureIn(page, 'Calls'))).toBe(expected.calls);
    expect(numberOf(await figureIn(page, 'Failed'))).toBe(expected.failed);
    expect(numberOf(await figureIn(page, 'Tokens'))).toBe(expected.tokens);
  };

  it('are those of SQL: four calls, of 23 hours', async () => {
    expect(expected).toEqual({ cost: 30, calls: 4, failed: 2, tokens: 60 });
    const page = await open(`#/?${RANGE}`);
    await expectTiles(page);
    await page.getByText(ZONE).first().waitFor();
    const chart = page.getByRole('figure');
    await chart.getByRole('button', { name: 'Table' }).click();
    const hours = await chart.locator('tbody tr').allTextContents();
    expect(hours).toHaveLength(23);
    expect(hours.reduce((sum, line) => sum + numberOf(/\$[\d.]+$/.exec(line)?.[0] ?? null), 0)).toBe(expected.cost);
  });

  it('are asked for by what clocks show', async () => {
    const page = await open(`#/?companyId=${COMPANY}`);
    await page.getByRole('button', { name: 'Custom' }).click();
    await page.getByLabel('From').fill(`${DAY}T00:00`);
    await page.getByLabel('Until before').fill('2026-03-30T00:00');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(
      ({ hash }) => hash.includes(encodeURIComponent(START)) && hash.includes(encodeURIComponent(END)),
    );
  });

  it('are the same in the list of calls and at its foot', async () => {
    const page = await open(`#/calls?${RANGE}`);
    await expect(countAll(page)).resolves.toBe(expected.calls);
    const totals = (await page.getByLabel('Totals of what matches').textContent())!;
    expect(totals).toContain(`$${expected.cost.toFixed(2)}`);
  });

  it.each([
    ['usage', 'Companies with the most cost', COMPANY],
    ['models', 'Figures of models', NAMES.model],
    ['origins', 'Figures of origins', NAMES.origin],
    ['prompts', 'Versions of prompts', NAMES.promptName],
    ['releases', 'Figures of releases', NAMES.release],
  ])('are the same on the page %s, in the table %s', async (path, table, name) => {
    const row = await rowIn(await open(`#/${path}?${RANGE}`), table, name);
    expectAbout(row['Cost']!, expected.cost);
    expect(numberOf(row['Calls']!)).toBe(expected.calls);
  });

  it.each([
    `users/${NAMES.userId}`,
    `companies/${COMPANY}`,
    `models/${NAMES.model}`,
    `origins/${encodeURIComponent(NAMES.origin)}`,
    `prompts/${NAMES.promptName}`,
  ])('are the same on the page %s', async (path) => {
    await expectTiles(await open(`#/${path}?${RANGE}`));
  });

  it('are the same on the pages of latency, errors and retrieval', async () => {
    const slowest = await figureIn(await open(`#/latency?${RANGE}`), 'Slowest');
    expect(numberOf(slowest)).toBe(5_000);
    expect(numberOf(await figureIn(await open(`#/errors?${RANGE}`), 'Failed'))).toBe(expected.failed);
    expect(numberOf(await figureIn(await open(`#/rag?${RANGE}`), 'Calls'))).toBe(expected.calls);
  });

  it('are those of the equally long time before it beside them, where periods are compared', async () => {
    const page = await open(`#/compare?of=periods&${RANGE}`);
    const [before] = await suite.database.query(
      `SELECT sum(estimated_cost) AS cost, count(*) AS calls FROM llm_calls
WHERE company_id = $1 AND started_at >= $2::timestamptz - ($3::timestamptz - $2::timestamptz) AND started_at < $2`,
      [COMPANY, START, END],
    );
    for (const [label, first, second] of [
      ['Calls', before!['calls'], expected.calls],
      ['Cost', before!['cost'], expected.cost],
    ] as const) {
      const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: label, exact: true }) });
      for (const [place, sum] of [first, second].entries())
        expect(numberOf(await row.getByRole('cell').nth(place).locator('span').first().textContent())).toBe(
          Number(sum),
        );
    }
  });

  it('are those of the whole session on its page, from its first start to its last end', async () => {
    const page = await open(`#/sessions/${NAMES.sessionId}`);
    const [session] = await suite.database.query(
      `SELECT sum(estimated_cost) AS cost, count(*) AS calls, sum(total_tokens) AS tokens,
  extract(epoch FROM max(started_at + latency_ms * interval '1 ms') - min(started_at)) * 1000 AS lasted
FROM llm_calls WHERE session_id = $1`,
      [NAMES.sessionId],
    );
    expectAbout(await figureIn(page, 'Cost'), Number(session!['cost']));
    expect(numberOf(await figureIn(page, 'Calls'))).toBe(Number(session!['calls']));
    expect(numberOf(await figureIn(page, 'Tokens'))).toBe(Number(session!['tokens']));
    expectAbout(await figureIn(page, 'Duration'), Number(session!['lasted']));
  });
});

function opened(suite: DashboardSuite, path: string): ReturnType<DashboardSuite['open']> {
  return suite.open(path, { timezoneId: 'America/New_York', watch: reportingIn(ZONE) });
}
