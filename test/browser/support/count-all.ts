import type { Page } from 'playwright-core';

/** The number in the line below the table, once all pages are loaded. */
export async function countAll(page: Page): Promise<number> {
  const table = page.getByRole('table');
  const status = page.getByText(/^[\d,]+ calls/);
  for (;;) {
    const text = (await status.textContent()) ?? '';
    if (!text.includes('more')) return Number(text.replaceAll(',', '').match(/\d+/)![0]);
    await table.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await status.filter({ hasNotText: text }).waitFor();
  }
}
