import { expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { accessibilityProblems } from './support/accessibility.js';
import { describeInBrowser, PHONE } from './support/dashboard-suite.js';

const PAGES = ['#/', '#/calls', '#/usage', '#/latency', '#/errors', '#/rag', '#/models'].map(
  (hash) => `${hash}?days=30`,
);
const FIRST_LOAD_BYTES = 300 * 1024;

describeInBrowser('the pages of the dashboard', (suite) => {
  /** The pages of one thing, each with something in it. */
  const pagesOfOne = async (): Promise<string[]> => {
    const [{ id }] = (await suite.database.query(
      `SELECT id FROM llm_calls WHERE call_type = 'rag_synthesis' AND status = 'success' LIMIT 1`,
    )) as [{ id: string }];
    return [`#/calls/${id}`, '#/traces/rag-1', '#/sessions/rag-session-1'];
  };

  it.each<[string, BrowserContextOptions]>([
    ['light', { colorScheme: 'light' }],
    ['dark, as narrow as a phone', { colorScheme: 'dark', viewport: PHONE }],
  ])(
    'open in %s: no error, no violation of the policy, nothing axe objects to, no scrolling sideways',
    async (_name, options) => {
      for (const hash of [...PAGES, ...(await pagesOfOne())]) {
        const { page, problems } = await suite.open(hash, options);
          expect({
          hash,
          problems,
          alerts: await page.getByRole('alert').allTextContents(),
          axe: await accessibilityProblems(page),
          tooWideBy: await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
        }).toEqual({ hash, problems: [], alerts: [], axe: [], tooWideBy: 0 });
        await expect(page.title()).resolves.toMatch(/ – LLM calls$/);
      }
    },
  );

  it('load less than 300 KB before the first of them is there', async () => {
    const { page } = await suite.open('#/');
    const sizes: number[] = [];
    page.on('requestfinished', (request) => {
      if (!/\.(js|css|svg)$|\/$/.test(new URL(request.url()).pathname)) return;
      sizes.push(0);
      const place = sizes.length - 1;
      void request.sizes().then(({ responseBodySize }) => (sizes[place] = responseBodySize));
    });
    await page.reload();
    await page.waitForLoadState('networkidle');
    const sum = sizes.reduce((sum, size) => sum + size, 0);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sum).toBeGreaterThan(50 * 1024);
    expect(sum).toBeLessThan(FIRST_LOAD_BYTES);
  });

  it('say so where there is no such page, call or trace', async () => {
    const { page } = await suite.open('#/nowhere');
    await expect(page.locator('h1').textContent()).resolves.toBe('No such page');
    for (const hash of ['#/calls/01a20cac-962d-736c-947e-87edeb215e34', '#/traces/none']) {
      const { page } = await suite.open(hash);
      await expect(page.getByRole('alert').first().textContent()).resolves.toMatch(/Not found/);
    }
  });
});
