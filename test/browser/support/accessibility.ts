import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page: rule and element. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // By the debugger, which the page's Content-Security-Policy does not bind; once for each document.
  if (!(await page.evaluate(hasAxe))) await page.evaluate(AXE);
  return page.evaluate(runAxe);
}

function hasAxe(): boolean {
  return 'axe' in globalThis;
}

/** Runs in the page, which sends nothing but what is wrong: all that is right takes most of the time to describe. */
async function runAxe(): Promise<string[]> {
  const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
  const { violations } = await loaded.run({ resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
