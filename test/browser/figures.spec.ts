import { expect, it } from '@jest/globals';
import { countAll } from './support/count-all.js';
import { describeInBrowser } from './support/dashboard-suite.js';
import { ESTIMATED, expectAbout, expectShare, figureIn as figure, numberOf, rowIn as row } from './support/shown.js';

describeInBrowser('figures of the dashboard are those of SQL', (suite) => {
  const sql = async (select: string, where = 'true'): Promise<Record<string, number>> => {
    const [found] = await suite.database.query(`SELECT ${select} FROM llm_calls WHERE kind = 'call' AND (${where})`);
    return Object.fromEntries(Object.entries(found!).map(([name, value]) => [name, Number(value)]));
  };
  const TOTALS = `count(*) AS calls, sum(estimated_cost) AS cost, sum(total_tokens) AS tokens,
    count(*) FILTER (WHERE status IN ('error', 'timeout')) AS failed,
    count(*) FILTER (WHERE status <> 'pending') AS finished,
    count(*) FILTER (WHERE status = 'success') AS succeeded,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS p50,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95,
    max(latency_ms) AS slowest, avg(time_to_first_token_ms) AS first_token`;

  it('on the overview, with and without a filter', async () => {
    for (const [filter, where] of [
      ['', 'true'],
      ['&companyId=globex', `company_id = 'globex'`],
    ] as const) {
      const { page } = await suite.open(`#/?days=90${filter}`);
      const expected = await sql(TOTALS, where);
      expectAbout(await figure(page, 'Cost'), expected['cost']!);
      expect(numberOf(await figure(page, 'Calls'))).toBe(expected['calls']);
      expect(numberOf(await figure(page, 'Failed'))).toBe(expected['failed']);
      expectAbout(await figure(page, 'Tokens'), expected['tokens']!);
      expectAbout(await figure(page, 'p95 latency'), expected['p95']!, ESTIMATED);
    }
  });

  it('by user and by company', async () => {
    const { page } = await suite.open('#/usage?days=90');
    const [spender] = await suite.database.query<{ user_id: string }>(
      `SELECT user_id FROM llm_calls WHERE user_id IS NOT NULL GROUP BY 1 ORDER BY sum(estimated_cost) DESC NULLS LAST LIMIT 1`,
    );
    const user = await row(page, 'Users with the most cost', spender!.user_id);
    const ofUser = await sql(TOTALS, `user_id = '${spender!.user_id}'`);
    expectAbout(user['Cost']!, ofUser['cost']!);
    expect(numberOf(user['Calls']!)).toBe(ofUser['calls']);
    expect(numberOf(user['Failed']!)).toBe(ofUser['failed']);
    const company = await row(page, 'Companies with the most cost', 'acme');
    const ofCompany = await sql(TOTALS, `company_id = 'acme'`);
    expectAbout(company['Cost']!, ofCompany['cost']!);
    expectAbout(company['Tokens']!, ofCompany['tokens']!);
  });

  it('of latency', async () => {
    const { page } = await suite.open('#/latency?days=90');
    const expected = await sql(TOTALS);
    expectAbout(await figure(page, 'p50'), expected['p50']!, ESTIMATED);
    expectAbout(await figure(page, 'p95'), expected['p95']!, ESTIMATED);
    expectAbout(await figure(page, 'Slowest'), expected['slowest']!);
    expectAbout(await figure(page, 'First token, average'), expected['first_token']!);
  });

  it('of errors', async () => {
    const { page } = await suite.open('#/errors?days=90');
    const expected = await sql(TOTALS);
    expect(numberOf(await figure(page, 'Failed'))).toBe(expected['failed']);
    expectAbout(await figure(page, 'Error rate'), expected['failed']! / expected['finished']!);
    const synthesis = await row(page, 'Error rates', 'rag_synthesis');
    const ofSynthesis = await sql(TOTALS, `call_type = 'rag_synthesis'`);
    expect(numberOf(synthesis['Failed']!)).toBe(ofSynthesis['failed']);
    expect(numberOf(synthesis['Finished']!)).toBe(ofSynthesis['finished']);
    // Messages that differ in numbers alone are one.
    const [most] = await suite.database.query(
      `SELECT error_message, count(*) AS calls FROM llm_calls WHERE kind = 'call' AND status IN ('error', 'timeout') AND error_message !~ '\\d'
GROUP BY 1 ORDER BY 2 DESC LIMIT 1`,
    );
    const message = await row(page, 'Messages of failed calls', most!['error_message']);
    expect(numberOf(message['Calls']!)).toBe(Number(most!['calls']));
  });

  it('of the steps of retrieval', async () => {
    const { page } = await suite.open('#/rag?days=90');
    const expected = await sql(
      TOTALS,
      `call_type IN (SELECT call_type FROM llm_calls WHERE trace_id IN (SELECT trace_id FROM llm_calls WHERE call_type = 'rag_synthesis'))`,
    );
    expect(numberOf(await figure(page, 'Calls'))).toBe(expected['calls']);
    expect(numberOf(await figure(page, 'Failed'))).toBe(expected['failed']);
    expectAbout(await figure(page, 'Success rate'), expected['succeeded']! / expected['finished']!);
  });

  it('of a model', async () => {
    const { page } = await suite.open('#/models?days=90');
    const [failing] = await suite.database.query<{ model: string }>(
      `SELECT model FROM llm_calls WHERE status IN ('error', 'timeout') AND model IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
    );
    const shown = await row(page, 'Figures of models', failing!.model);
    const expected = await sql(TOTALS, `model = '${failing!.model}'`);
    expect(numberOf(shown['Calls']!)).toBe(expected['calls']);
    expectAbout(shown['Cost']!, expected['cost']!);
    expectAbout(shown['Latency p95']!, expected['p95']!, ESTIMATED);
    expectShare(shown['Error rate']!, expected['failed']! / expected['finished']!);
  });

  it('behind every figure: the calls that it counts', async () => {
    const { page } = await suite.open('#/?days=90');
    const failed = numberOf(await figure(page, 'Failed'));
    await page
      .locator('dl', { has: page.locator('dt').getByText('Failed', { exact: true }) })
      .getByRole('link')
      .click();
    await page.locator('[data-index="0"]').waitFor();
    await expect(countAll(page)).resolves.toBe(failed);
  });
});
