import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from './support/accessibility.js';
import { describeInBrowser, PHONE } from './support/dashboard-suite.js';

/** Pages of something that the suite has to find first. */
const FOUND: Readonly<Record<string, { hash: string; sql: string }>> = {
  'a call': {
    hash: '#/calls/',
    sql: `SELECT id FROM llm_calls WHERE call_type = 'rag_synthesis' AND status = 'success' LIMIT 1`,
  },
  'a failed call': { hash: '#/calls/', sql: `SELECT id FROM llm_calls WHERE status = 'error' LIMIT 1` },
  'a trace': {
    hash: '#/traces/',
    sql: `SELECT trace_id AS id FROM llm_calls WHERE call_type = 'rag_synthesis' LIMIT 1`,
  },
  'a user': {
    hash: '#/users/',
    sql: `SELECT user_id AS id FROM llm_calls WHERE user_id IS NOT NULL AND session_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
  },
  'a prompt': {
    hash: '#/prompts/',
    sql: `SELECT prompt_name AS id FROM llm_calls WHERE prompt_name IS NOT NULL LIMIT 1`,
  },
  'two calls': {
    hash: '#/compare?',
    sql: `SELECT 'a=' || min(id::text) || '&b=' || max(id::text) AS id FROM llm_calls WHERE call_type = 'rag_synthesis'`,
  },
  'a session': {
    hash: '#/sessions/',
    sql: `SELECT session_id AS id FROM llm_calls WHERE session_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
  },
};
const PAGES = [
  ...[
    '#/',
    '#/calls',
    '#/usage',
    '#/latency',
    '#/errors',
    '#/rag',
    '#/models',
    '#/origins',
    '#/prompts',
    '#/releases',
    '#/budgets',
    '#/health',
    '#/compare',
  ].map((hash) => `${hash}?days=30`),
  ...Object.keys(FOUND),
];
const FIRST_LOAD_BYTES = 300 * 1024;

describeInBrowser('the pages of the dashboard', (suite) => {
  const hashOf = async (page: string): Promise<string> => {
    if (FOUND[page] === undefined) return page;
    const { hash, sql } = FOUND[page];
    const [found] = await suite.database.query<{ id: string }>(sql);
    return hash + found!.id;
  };

  const wrongWith = async (page: Page) => ({
    alerts: await page.getByRole('alert').allTextContents(),
    axe: await accessibilityProblems(page),
    tooWideBy: await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
  });
  const NOTHING = { alerts: [], axe: [], tooWideBy: 0 };

  it.each(PAGES)(
    '%s opens: no error, no violation of the policy, nothing axe objects to, no scrolling sideways, in light and dark, on a desk and a phone',
    async (name) => {
      const { page, problems, loaded } = await suite.open(await hashOf(name));
      const light = await wrongWith(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize(PHONE);
      await loaded();
      const dark = await wrongWith(page);
      expect({ light, dark, problems }).toEqual({ light: NOTHING, dark: NOTHING, problems: [] });
      await expect(page.title()).resolves.toMatch(/ – LLM calls$/);
    },
  );

  it('load less than 300 KB before the first of them is there', async () => {
    const { page } = await suite.open('#/');
    const sum = Number(
      await page.evaluate(`performance.getEntries().filter(({ name, entryType }) => entryType === 'navigation' ||
        /\\.(js|css|svg)$/.test(name)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`),
    );
    expect(sum).toBeGreaterThan(50 * 1024);
    expect(sum).toBeLessThan(FIRST_LOAD_BYTES);
  });

  it('say so where there is no such page, call or trace', async () => {
    const { page } = await suite.open('#/nowhere');
    await expect(page.locator('h1').textContent()).resolves.toBe('No such page');
    for (const hash of ['#/calls/01a20cac-962d-736c-947e-87edeb215e34', '#/traces/none']) {
      const { page } = await suite.open(hash);
      await expect(page.getByRole('alert').first().textContent()).resolves.toMatch(/Not found/i);
    }
  });
});
