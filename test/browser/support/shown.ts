import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const UNITS: Readonly<Record<string, number>> = {
  ...{ k: 1e3, K: 1e3, M: 1e6, B: 1e9, '%': 0.01 },
  ...{ h: 3_600_000, min: 60_000, m: 60_000, s: 1_000, ms: 1 },
};
/** Figures are rounded to three digits. */
const ROUNDED = 0.006;
/** Percentiles come from histograms: see docs/reading.md. */
export const ESTIMATED = 0.016;

/** What a shown figure stands for: `$1.26`, `1.74M`, `3.4%`, `5.24 s`, `420 ms`, `1 min 5 s`. */
export function numberOf(text: string | null): number {
  const parts = [...(text ?? '').matchAll(/([\d.,]+)\s*(min|ms|[kKMBhms%](?![a-z]))?/g)];
  return parts.reduce(
    (sum, [, digits, unit]) => sum + Number(digits!.replaceAll(',', '')) * (UNITS[unit ?? ''] ?? 1),
    0,
  );
}

export function expectAbout(shown: string | null, expected: number, tolerance = ROUNDED): void {
  expect(expected).toBeGreaterThan(0);
  const off = Math.abs(numberOf(shown) / expected - 1);
  expect({ shown, expected, isRight: off < tolerance }).toEqual({ shown, expected, isRight: true });
}

/** A share in a column has one decimal. */
export function expectShare(shown: string | null, expected: number): void {
  expect(Math.abs(numberOf(shown) - expected)).toBeLessThanOrEqual(0.000_5 + 1e-9);
}

/** The value of the tile with a label. */
export function figureIn(page: Page, label: string): Promise<string | null> {
  return page
    .locator('dl', { has: page.locator('dt').getByText(label, { exact: true }) })
    .locator('dd')
    .first()
    .textContent();
}

/** Waits until the tile of calls shows so many. */
export function showsCalls(page: Page, calls: number): Promise<void> {
  return page
    .locator('dl', { has: page.locator('dt').getByText('Calls', { exact: true }) })
    .locator('dd')
    .first()
    .filter({ hasText: new RegExp(`^${calls.toLocaleString('en-US')}$`) })
    .waitFor();
}

/** Cells of the row that begins with names, by the header above each. */
export async function rowIn(page: Page, table: string, ...names: string[]): Promise<Record<string, string>> {
  const found = page.getByRole('table', { name: table });
  const headers = await found.getByRole('columnheader').allTextContents();
  let rows = found.getByRole('row');
  for (const name of names) rows = rows.filter({ has: page.getByText(name, { exact: true }) });
  const texts = await rows.locator('td, th').allTextContents();
  return Object.fromEntries(headers.map((header, place) => [header.replace(/[↑↓]/, '').trim(), texts[place] ?? '']));
}
