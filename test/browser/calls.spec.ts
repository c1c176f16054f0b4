import { expect, it } from '@jest/globals';
import { LlmQueryTimeoutError } from 'nestjs-llm-logging';
import { countAll } from './support/count-all.js';
import { describeInBrowser } from './support/dashboard-suite.js';
import { reportingIn } from './support/reporting-zone.js';

describeInBrowser('the list of calls', (suite) => {
  const countInSql = async (days: number, condition: string): Promise<number> => {
    const [row] = await suite.database.query<{ calls: string }>(
      `SELECT count(*) AS calls FROM llm_calls WHERE started_at >= date_trunc('day', now(), 'UTC') - $1 * interval '1 day' AND ${condition}`,
      [days - 1],
    );
    return Number(row!.calls);
  };

  it.each([
    [2, '', 'true'],
    [30, '&status=error&status=timeout', `status IN ('error', 'timeout')`],
    [7, '&model=gpt-4o&callType=chat', `model = 'gpt-4o' AND call_type = 'chat'`],
    [7, '&companyId=globex&minLatencyMs=2000', `company_id = 'globex' AND latency_ms >= 2000`],
    [30, '&model=-gpt-4o&status=-success', `model IS DISTINCT FROM 'gpt-4o' AND status <> 'success'`],
    [30, '&search="compare this quarter"', `prompt LIKE 'Compare this quarter%'`],
  ])('shows as many calls as SQL counts: %i days%s', async (days, filters, condition) => {
    const { page, problems } = await suite.open(`#/calls?days=${days}${filters}`);
    const expected = await countInSql(days, condition);
    expect(expected).toBeGreaterThan(0);
    await expect(countAll(page)).resolves.toBe(expected);
    expect(problems).toEqual([]);
  });

  it('shows of a call what is stored of it', async () => {
    const [row] = await suite.database.query(
      `SELECT id, call_type, model, total_tokens, user_id FROM llm_calls WHERE model = 'gpt-4o' AND status = 'success' AND total_tokens < 10000 AND user_id IS NOT NULL ORDER BY id DESC LIMIT 1`,
    );
    const { page } = await suite.open(`#/calls?days=30&model=gpt-4o&status=success&userId=${row!['user_id']}`);
    const shown = page.locator('[data-index]', { has: page.locator(`a[href="#/calls/${row!['id']}"]`) });
    const cells = await shown.getByRole('cell').allTextContents();
    expect(cells).toEqual(
      expect.arrayContaining([
        '● success',
        row!['call_type'],
        'gpt-4o',
        Number(row!['total_tokens']).toLocaleString('en-US'),
        row!['user_id'],
      ]),
    );
  });

  it('has its rows in the page only while they are in sight', async () => {
    const { page } = await suite.open('#/calls?days=7');
    await expect(countAll(page)).resolves.toBeGreaterThan(300);
    expect(await page.locator('[data-index]').count()).toBeLessThan(100);
  });

  it('keeps its filters in the URL, as chips that can be taken away', async () => {
    const { page } = await suite.open('#/calls?days=30&status=error&tags=stream');
    await page.getByRole('button', { name: 'Remove filter Tag stream' }).click();
    expect(page.url()).toMatch(/#\/calls\?days=30&status=error$/);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('dialog').getByRole('combobox', { name: /^By/ }).selectOption('userId');
    await page.getByLabel('Their id').fill('user-1');
    await page.getByRole('button', { name: 'Add' }).click();
    expect(page.url()).toMatch(/#\/calls\?days=30&status=error&userId=user-1$/);
    await page.goBack();
    expect(page.url()).toMatch(/status=error$/);
    await page.getByRole('button', { name: '90 d' }).click();
    await page.getByRole('link', { name: 'Overview' }).click();
    // The time goes along, what is of the list only does not.
    expect(page.url()).toMatch(/#\/\?days=90$/);
  });

  it('remembers the columns', async () => {
    const { page } = await suite.open('#/calls?days=30');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByLabel('Company').last().check();
    await page.getByLabel('Latency').uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.locator('[data-index="0"]').waitFor();
    const headers = await page.getByRole('columnheader').allTextContents();
    expect(headers).toContain('Company');
    expect(headers).not.toContain('Latency');
  });

  it('shows calls as they start and end', async () => {
    const { page, problems } = await suite.open('#/calls?days=30&userId=live-user');
    await page.getByText('No call matches.').waitFor();
    const connected = page.waitForResponse((response) => response.url().includes('/live?'));
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await connected;
    const { logger } = suite.dashboard;
    const id = await logger.start({ callType: 'chat', model: 'gpt-4o', userId: 'live-user', prompt: 'Hello' });
    await logger.start({ callType: 'chat', model: 'gpt-4o', userId: 'someone-else' });
    await logger.flush();
    await page.getByRole('cell', { name: 'pending' }).waitFor();
    // The stream has no texts: they are read for what is seen.
    await page.getByRole('cell', { name: 'Hello' }).waitFor();
    await logger.complete(id, { promptTokens: 1_000, completionTokens: 234, response: 'Hi' });
    await logger.flush();
    await page.getByRole('cell', { name: 'success' }).waitFor();
    await expect(page.getByRole('cell', { name: '1,234' }).count()).resolves.toBe(1);
    await expect(page.locator('[data-index]').count()).resolves.toBe(1);
    expect(problems).toEqual([]);
  });

  it('exports what it lists', async () => {
    const { page } = await suite.open('#/calls?days=30&status=error');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('link', { name: 'NDJSON' }).click();
    const stream = await (await download).createReadStream();
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    expect(text.trim().split('\n')).toHaveLength(await countInSql(30, `status = 'error'`));
  });

  it('says that nothing matches, and what is wrong with a question', async () => {
    const empty = await suite.open('#/calls?days=30&userId=nobody');
    await empty.page.getByText('No call matches.').waitFor();
    const begun = await suite.open('#/calls?days=30&search=compar');
    await begun.page.getByRole('link', { name: 'compar*' }).click();
    await begun.page.locator('[data-index="0"]').waitFor();
    const wrong = await suite.open('#/calls?days=30&minCost=cheap');
    await expect(wrong.page.getByRole('alert').textContent()).resolves.toMatch(/minCost/);
  });

  it('offers another try when the application cannot be reached', async () => {
    const { page } = await suite.open('#/calls?days=30');
    await page.route('**/calls?**', (route) => route.abort());
    await page.getByRole('button', { name: '90 d' }).click();
    await page.getByRole('alert').waitFor();
    await expect(page.getByRole('alert').textContent()).resolves.toMatch(/cannot be reached/);
    await page.unroute('**/calls?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-index="0"]').waitFor();
  });

  it('is used by keyboard', async () => {
    const { page } = await suite.open('#/?days=30');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.locator('[data-index="0"]').waitFor();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog').textContent()).resolves.toMatch(/Next call/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('reviews');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=reviews/);
    await page.keyboard.press('Escape');
    await page.locator('[data-index="1"]').waitFor();
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    const focused = page.locator('[data-index="1"] a:focus');
    await focused.waitFor();
    const href = await focused.getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash === href);
  });

  it('is sorted by its columns, all that match, and says so in the URL', async () => {
    const { page } = await suite.open('#/calls?days=30');
    await page.getByRole('button', { name: 'Cost', exact: true }).click();
    await page.waitForURL(/sort=cost$/);
    const [dearest] = await suite.database.query<{ id: string }>(
      'SELECT id FROM llm_calls ORDER BY estimated_cost DESC NULLS LAST, id DESC LIMIT 1',
    );
    await page.locator(`[data-index="0"] a[href="#/calls/${dearest!.id}"]`).waitFor();
    await page.getByRole('button', { name: 'Latency', exact: true }).click();
    await page.getByRole('button', { name: 'Latency', exact: true }).click();
    await page.waitForURL(/sort=latency&order=asc$/);
    const [fastest] = await suite.database.query<{ id: string }>(
      'SELECT id FROM llm_calls ORDER BY latency_ms NULLS LAST, id LIMIT 1',
    );
    await page.locator(`[data-index="0"] a[href="#/calls/${fastest!.id}"]`).waitFor();
  });

  it('says that sorting took too long, and shows the list again where it does not', async () => {
    const { page } = await suite.open('#/calls?days=30');
    const problem = { title: 'The question takes too long', detail: new LlmQueryTimeoutError(15_000).message };
    await page.route('**/calls?**sort=cost**', (route) => route.fulfill({ status: 400, json: problem }));
    await page.getByRole('button', { name: 'Cost', exact: true }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    await expect(alert.textContent()).resolves.toMatch(/takes too long.*Narrow it: a shorter time/);
    await page.getByRole('button', { name: '7 d' }).click();
    await alert.waitFor();
    await page.unroute('**/calls?**sort=cost**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-index="0"]').waitFor();
  });

  it('has at its foot what all that match add up to, and beside it how many there are by name', async () => {
    const { page } = await suite.open('#/calls?days=30&companyId=globex');
    const [sums] = await suite.database.query(
      `SELECT count(*) AS calls, sum(estimated_cost) AS cost FROM llm_calls WHERE kind = 'call' AND company_id = 'globex'`,
    );
    const totals = page.getByLabel('Totals of what matches');
    await expect(totals.textContent()).resolves.toContain(Number(sums!['calls']).toLocaleString('en-US'));
    await expect(totals.textContent()).resolves.toContain(`$${Number(sums!['cost']).toFixed(2)}`);
    const [model] = await suite.database.query(
      `SELECT model, count(*) AS calls FROM llm_calls WHERE kind = 'call' AND company_id = 'globex' AND model IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 1`,
    );
    const rail = page.getByRole('complementary', { name: 'Filters with counts' });
    const row = rail
      .getByRole('listitem')
      .filter({ has: page.getByRole('button', { name: model!['model'], exact: true }) });
    await expect(row.textContent()).resolves.toContain(Number(model!['calls']).toLocaleString('en-US'));
    await row.hover();
    await row.getByRole('button', { name: /^Leave out/ }).click();
    await page.waitForURL(/model=-/);
    await page.getByRole('button', { name: /^Remove filter model/i }).waitFor();
  });

  it('counts companies by itself where that is quick, else when it is asked to, as SQL counts them', async () => {
    const { page } = await suite.open('#/calls?days=30&status=success');
    const rail = page.getByRole('complementary', { name: 'Filters with counts' });
    const counted = async (condition: string) => {
      const [company] = await suite.database.query(
        `SELECT company_id AS name, count(*) AS calls FROM llm_calls WHERE kind = 'call' AND company_id IS NOT NULL AND ${condition}
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1`,
      );
      const row = rail
        .getByRole('listitem')
        .filter({ has: page.getByRole('button', { name: company!['name'], exact: true }) });
      await expect(row.textContent()).resolves.toContain(Number(company!['calls']).toLocaleString('en-US'));
    };
    await rail.getByRole('button', { name: 'Count companies' }).click();
    await counted(`status = 'success'`);
    await page.getByRole('button', { name: 'Failed', exact: true }).click();
    await page.waitForURL(/status=error/);
    await rail.getByRole('button', { name: 'Count companies' }).waitFor({ state: 'detached' });
    await rail.getByText('Company').waitFor();
  });

  it('is where it was left when its reader comes back', async () => {
    const { page } = await suite.open('#/calls?days=30');
    await page.getByRole('table').evaluate((element) => element.scrollTo({ top: 1_600 }));
    // A string that is evaluated, or a function that is waited for, the page's policy refuses.
    while ((await page.evaluate(keptScroll)) !== 1_600);
    await page.locator('[data-index="55"] a').click();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.locator('[data-index="55"]').waitFor();
    await expect(page.getByRole('table').evaluate((element) => element.scrollTop)).resolves.toBe(1_600);
  });

  it('keeps the step that was chosen in a trace in the URL', async () => {
    const [trace] = await suite.database.query<{ id: string }>(
      `SELECT trace_id AS id FROM llm_calls WHERE call_type = 'rag_synthesis' LIMIT 1`,
    );
    const { page } = await suite.open(`#/traces/${trace!.id}`);
    await page.getByRole('treeitem').first().click();
    await page.waitForURL(/step=/);
    await page.reload();
    await page.getByRole('treeitem', { selected: true }).waitFor();
    await expect(page.getByRole('treeitem').first().getAttribute('aria-selected')).resolves.toBe('true');
  });

  it('shows the time of the reporting zone, and UTC on hover', async () => {
    const id = await suite.dashboard.logger.record({
      callType: 'chat',
      startedAt: new Date('2026-01-15T20:30:05.123Z'),
    });
    await suite.dashboard.logger.flush();
    const { page } = await suite.open(`#/calls/${id}`, {
      timezoneId: 'America/New_York',
      watch: reportingIn('Asia/Kolkata'),
    });
    const time = page.locator('time').first();
    await expect(time.textContent()).resolves.toMatch(/^16 Jan( 2026)?, 02:00:05$/);
    await expect(time.getAttribute('title')).resolves.toBe('2026-01-15 20:30:05.123 UTC');
  });

  it('says of a trace which texts it leaves out, as they are too many, and leads to them', async () => {
    for (let n = 0; n < 10; n += 1)
      await suite.dashboard.logger.record({ callType: 'chat', traceId: 'wordy', response: 'word' });
    await suite.dashboard.logger.flush();
    await suite.database.query(`UPDATE llm_calls SET response = repeat('word ', 200000) WHERE trace_id = 'wordy'`);
    const { page, problems } = await suite.open('#/traces/wordy');
    await page.getByRole('treeitem').last().click();
    const panel = page.getByRole('complementary', { name: 'Chosen call' });
    await panel.getByText('Its texts are not here.').waitFor();
    await panel.getByRole('link', { name: 'open the call' }).click();
    await page.getByText('word word').first().waitFor();
    expect(problems).toEqual([]);
  });
});

/** How far down the list was, as the browser's history keeps it. Runs in the page. */
function keptScroll(): unknown {
  const { history } = globalThis as unknown as { history: { state: Record<string, unknown> | null } };
  return history.state?.['scroll:calls'];
}
