import { expect, it } from '@jest/globals';
import { countAll } from './support/count-all.js';
import { describeInBrowser } from './support/dashboard-suite.js';
import { ESTIMATED, expectAbout, expectShare, figureIn, numberOf, rowIn, showsCalls } from './support/shown.js';

const TOTALS = `count(*) AS calls, sum(estimated_cost) AS cost, sum(total_tokens) AS tokens,
  count(*) FILTER (WHERE status IN ('error', 'timeout')) AS failed,
  count(*) FILTER (WHERE status <> 'pending') AS finished`;

describeInBrowser('pages that answer questions', (suite) => {
  const sql = async (select: string, where = 'true'): Promise<Record<string, number>> => {
    const [found] = await suite.database.query(`SELECT ${select} FROM llm_calls WHERE kind = 'call' AND (${where})`);
    return Object.fromEntries(Object.entries(found!).map(([name, value]) => [name, Number(value)]));
  };
  /** Of few calls two neighbours may differ much: between them is right. */
  const expectP95 = async (shown: string | null, where: string): Promise<void> => {
    const rows = await suite.database.query<{ ms: string }>(
      `SELECT latency_ms AS ms FROM llm_calls WHERE kind = 'call' AND latency_ms IS NOT NULL AND (${where}) ORDER BY 1`,
    );
    const place = 0.95 * (rows.length - 1);
    const [low, high] = [Math.max(Math.floor(place) - 1, 0), Math.min(Math.ceil(place) + 1, rows.length - 1)];
    expect(numberOf(shown)).toBeGreaterThanOrEqual(Number(rows[low]!.ms) * (1 - ESTIMATED));
    expect(numberOf(shown)).toBeLessThanOrEqual(Number(rows[high]!.ms) * (1 + ESTIMATED));
  };
  const mostOf = async (column: string): Promise<string> => {
    const [found] = await suite.database.query<{ name: string }>(
      `SELECT ${column} AS name FROM llm_calls WHERE kind = 'call' AND ${column} IS NOT NULL
GROUP BY 1 ORDER BY count(*) FILTER (WHERE status IN ('error', 'timeout')) DESC, count(*) DESC LIMIT 1`,
    );
    return found!.name;
  };
  const asked = async (path: string): Promise<any> => {
    const { username, password } = suite.dashboard.credentials;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    return fetch(suite.dashboard.url + path, { headers: { authorization } });
  };

  it.each([
    ['users', 'user_id', 'Models'],
    ['companies', 'company_id', 'Users'],
    ['origins', 'origin', 'Types'],
    ['models', 'model', 'Companies'],
    ['prompts', 'prompt_name', 'Origins'],
  ])('one of the %s: what it costs, fails and takes', async (path, column, part) => {
    const name = await mostOf(column);
    const { page } = await suite.open(`#/${path}/${encodeURIComponent(name)}?days=90`);
    const expected = await sql(TOTALS, `${column} = '${name}'`);
    expectAbout(await figureIn(page, 'Cost'), expected['cost']!);
    expect(numberOf(await figureIn(page, 'Calls'))).toBe(expected['calls']);
    expect(numberOf(await figureIn(page, 'Failed'))).toBe(expected['failed']);
    expectAbout(await figureIn(page, 'Tokens'), expected['tokens']!);
    await expectP95(await figureIn(page, 'p95 latency'), `${column} = '${name}'`);
    const costs = page.getByRole('table', { name: `Figures of ${part.toLowerCase()}` }).locator('tbody tr');
    expect(await costs.count()).toBeGreaterThan(0);
  });

  it('of a company: its users and what each of them costs, with a way to their page', async () => {
    const { page } = await suite.open('#/companies/acme?days=90');
    const [user] = await suite.database.query<{ name: string }>(
      `SELECT user_id AS name FROM llm_calls WHERE company_id = 'acme' AND user_id IS NOT NULL GROUP BY 1
ORDER BY sum(estimated_cost) DESC NULLS LAST LIMIT 1`,
    );
    const expected = await sql(TOTALS, `company_id = 'acme' AND user_id = '${user!.name}'`);
    const shown = await rowIn(page, 'Figures of users', user!.name);
    expectAbout(shown['Cost']!, expected['cost']!);
    expect(numberOf(shown['Calls']!)).toBe(expected['calls']);
    await page.getByRole('table', { name: 'Figures of users' }).getByRole('link', { name: user!.name }).click();
    await page.waitForURL(({ hash }) => hash.startsWith(`#/users/${user!.name}`));
  });

  it('of prompts, origins and releases: their figures beside each other, and what is since a release', async () => {
    const prompts = await suite.open('#/prompts?days=90');
    const [version] = await suite.database.query<Record<string, string>>(
      `SELECT prompt_name AS name, prompt_version AS version FROM llm_calls WHERE prompt_name IS NOT NULL
GROUP BY 1, 2 ORDER BY count(*) FILTER (WHERE status IN ('error', 'timeout')) DESC LIMIT 1`,
    );
    const ofVersion = await sql(
      TOTALS,
      `prompt_name = '${version!['name']}' AND prompt_version = '${version!['version']}'`,
    );
    const shown = await rowIn(prompts.page, 'Versions of prompts', version!['name']!, `version ${version!['version']}`);
    expect(numberOf(shown['Calls']!)).toBe(ofVersion['calls']);
    expectAbout(shown['Cost']!, ofVersion['cost']!);
    await expectP95(shown['p95']!, `prompt_name = '${version!['name']}' AND prompt_version = '${version!['version']}'`);
    expectShare(shown['Error rate']!, ofVersion['failed']! / ofVersion['finished']!);

    const origins = await suite.open('#/origins?days=90');
    const origin = await mostOf('origin');
    const ofOrigin = await sql(TOTALS, `origin = '${origin}'`);
    expectAbout((await rowIn(origins.page, 'Figures of origins', origin))['Cost']!, ofOrigin['cost']!);

    const { page } = await suite.open('#/releases?days=90');
    const release = await mostOf('release');
    const ofRelease = await sql(TOTALS, `release = '${release}'`);
    const row = await rowIn(page, 'Figures of releases', release);
    expect(numberOf(row['Calls']!)).toBe(ofRelease['calls']);
    expectAbout(row['Cost']!, ofRelease['cost']!);
    await page.getByRole('link', { name: `Since this release: ${release}` }).click();
    const since = await sql(
      `count(*) AS calls`,
      `started_at >= (SELECT min(started_at) FROM llm_calls WHERE kind = 'call' AND release = '${release}')`,
    );
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await showsCalls(page, since['calls']!);
  });

  it('of a budget: what is spent of it; it can be defined, changed and removed, and who did is noted', async () => {
    const { page } = await suite.open('#/budgets');
    await page.getByRole('button', { name: 'New budget' }).click();
    await page.getByLabel('Name', { exact: true }).fill('all of acme');
    await page.getByLabel(/^Limit/).fill('100');
    await page.getByLabel('Window').selectOption('total');
    await page.getByLabel('Company', { exact: true }).fill('acme');
    await page.getByRole('button', { name: 'Save' }).click();
    const budget = page.getByRole('list', { name: 'Budgets' }).getByRole('listitem').filter({ hasText: 'all of acme' });
    await budget.waitFor();
    const { cost } = await sql(TOTALS, `company_id = 'acme'`);
    const [, spent, share] = (await budget.textContent())!.match(/(\$[\d.,]+) of \$100\S* ([\d.]+ ?%)/)!;
    expectAbout(spent!, cost!);
    expectShare(share!, cost! / 100);

    await page.getByRole('button', { name: 'Change all of acme' }).click();
    await page.getByLabel(/^Limit/).fill('0');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').filter({ hasText: 'limitUsd' }).waitFor();
    await page.getByLabel(/^Limit/).fill('200');
    await page.getByRole('button', { name: 'Save' }).click();
    await budget.filter({ hasText: '$200' }).waitFor();

    await page.getByRole('button', { name: 'Remove all of acme' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await budget.waitFor({ state: 'detached' });
    const notes = await suite.database.query(
      `SELECT action FROM llm_audit_log WHERE target = 'all of acme' ORDER BY at`,
    );
    expect(notes.map(({ action }) => action)).toEqual(['budget.define', 'budget.define', 'budget.remove']);
  });

  it('compares two calls: their words and figures', async () => {
    const [a, b] = await suite.database.query<Record<string, string>>(
      `SELECT DISTINCT ON (prompt_version) id, system_prompt, total_tokens, latency_ms::text FROM llm_calls
WHERE prompt_name = 'answer-from-reviews' AND status = 'success' ORDER BY prompt_version LIMIT 2`,
    );
    const { page, problems } = await suite.open(`#/calls/${a!['id']}`);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('table', { name: 'Calls like it' }).waitFor();
    await page.getByLabel('Second call').fill(b!['id']!);
    await page.getByRole('button', { name: 'Compare', exact: true }).last().click();
    const words = page.getByRole('region', { name: 'System prompt' });
    await words.waitFor();
    const without = (tag: string): Promise<string> =>
      words
        .locator('p')
        .last()
        .evaluate((text: any, removed: string) => {
          const copy = text.cloneNode(true);
          copy.querySelectorAll(`${removed}, .visually-hidden`).forEach((element: any) => element.remove());
          return copy.textContent;
        }, tag);
    await expect(without('ins')).resolves.toBe(a!['system_prompt']);
    await expect(without('del')).resolves.toBe(b!['system_prompt']);
    expect(problems).toEqual([]);

    const versions = await suite.open('#/compare?of=prompts&prompt=answer-from-reviews&days=90');
    await expect(versions.page.getByRole('table', { name: 'Figures of both versions' }).count()).resolves.toBe(1);
  });

  it("of the log's own health: as its route has it, and by a sign in the header", async () => {
    const answers: Promise<any>[] = [];
    const { page } = await suite.open('#/health', {
      watch: (opened) =>
        opened.on('response', (response) => {
          if (response.url().endsWith('/health')) answers.push(response.json());
        }),
    });
    const health = await answers[0];
    expect(numberOf(await figureIn(page, 'Dropped'))).toBe(health.droppedRecords);
    expect(numberOf(await figureIn(page, 'Waiting'))).toBe(health.queuedCalls);
    // The current hour is behind nothing.
    expect([0, health.rollups.changedHours]).toContain(numberOf(await figureIn(page, 'Rollups behind')));
    await page.getByRole('link', { name: /^Health of the log: / }).waitFor();
  });

  it('are reached by a few letters, keep their filters, and can be saved and exported', async () => {
    const { page } = await suite.open('#/?days=90&companyId=acme');
    await page.keyboard.press('Control+k');
    const model = await mostOf('model');
    await page.getByRole('dialog', { name: 'Go to' }).getByRole('combobox').fill(model);
    await page.locator(`[role=option][aria-selected=true]:has-text("${model}")`, { hasText: /model$/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(({ hash }) => hash.startsWith(`#/models/${encodeURIComponent(model)}?`));
    await page.getByRole('heading', { name: `Model ${model}` }).waitFor();
    await page.getByRole('button', { name: 'Remove filter Company acme' }).waitFor();
    const expected = await sql(TOTALS, `model = '${model}' AND company_id = 'acme'`);
    await showsCalls(page, expected['calls']!);

    await page.getByRole('button', { name: 'Save or export' }).click();
    await page.getByLabel('Save this view as').fill('a model of acme');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: 'a model of acme' }).waitFor();
    const href = await page.getByRole('link', { name: 'CSV', exact: true }).last().getAttribute('href');
    const rows = (await (await asked(href!)).text())
      .trim()
      .split('\r\n')
      .map((line: string) => line.split(','));
    const cost = rows[0].indexOf('totalCostUsd');
    const sum = rows.slice(1).reduce((total: number, row: string[]) => total + Number(row[cost]), 0);
    const ofCompany = await sql(TOTALS, `company_id = 'acme'`);
    expect(sum).toBeCloseTo(ofCompany['cost']!, 6);
  });

  it('show the columns that a link names', async () => {
    const { page } = await suite.open(
      '#/calls?days=90&columns=startedAt,origin,estimatedCost&origin=POST%20%2Fchat&status=error',
    );
    const headers = await page.getByRole('table').getByRole('columnheader').allTextContents();
    expect(headers.map((header) => header.replace(/[↑↓]/, '').trim())).toEqual(['Started', 'Cost', 'Origin']);
    const failed = await sql(TOTALS, `origin = 'POST /chat' AND status = 'error'`);
    await expect(countAll(page)).resolves.toBe(failed['calls']);
  });
});
