import { afterAll, afterEach, beforeAll, describe, jest } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { createSeededDatabase, type TestDatabase } from '../../support/database.js';
import { findChromium, launchChromium } from './chromium.mjs';
import { startDashboard, type DashboardApplication } from './dashboard-application.mjs';
import { followRequests, type Loaded } from './loaded.js';

/** A page with what was wrong on it. */
interface OpenPage {
  page: Page;
  /** Errors of the console, violations of the Content-Security-Policy among them, and requests to other hosts. */
  problems: string[];
  /** Waits until it has drawn all that it asked for, as after it has been opened. */
  loaded: Loaded;
}

export interface DashboardSuite {
  database: TestDatabase;
  dashboard: DashboardApplication;
  /** Opens a page, such as `#/calls?days=30`, as who never opened one before, and waits until it asks for nothing more. */
  open(hash: string, options?: OpenOptions): Promise<OpenPage>;
}

interface OpenOptions extends BrowserContextOptions {
  /** Of another dashboard. */
  url?: string;
  /** Sees the page before it is opened. */
  watch?: (page: Page) => void;
}

/** A browser beside a database on a small machine that does other things too. */
const PATIENCE_MS = 300_000;

export const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };

/** A suite in a browser, on the example with a month of history; skipped where there is no browser. */
export function describeInBrowser(name: string, define: (suite: DashboardSuite) => void): void {
  if (findChromium() === undefined)
    return describe.skip(`${name}: there is no chromium in PATH`, () => define(undefined as never));
  describe(name, () => {
    jest.setTimeout(PATIENCE_MS);
    let browser: Browser;
    // One for all tests that open pages alike: what a browser keeps of the dashboard's files is loaded and compiled once.
    const contexts = new Map<string, Promise<BrowserContext>>();
    const contextFor = (options: BrowserContextOptions): Promise<BrowserContext> => {
      const key = JSON.stringify(options);
      const context = contexts.get(key) ?? newContext(browser, suite.dashboard, options);
      contexts.set(key, context);
      return context;
    };
    const suite = {
      open: async (hash, { url = suite.dashboard.url, watch, ...options } = {}) => {
        const page = await (await contextFor(options)).newPage();
        watch?.(page);
        return openPage(page, url, hash);
      },
    } as DashboardSuite;

    beforeAll(async () => {
      suite.database = await createSeededDatabase();
      suite.dashboard = await startDashboard(suite.database.url);
      browser = await launchChromium();
    });
    afterEach(async () => {
      for (const context of contexts.values()) await forgetPages(await context);
    });
    // What it closes at the end is closed before that below.
    define(suite);
    afterAll(async () => {
      await browser?.close();
      await suite.dashboard?.stop();
      await suite.database?.drop();
    });
  });
}

async function newContext(
  browser: Browser,
  { credentials }: DashboardApplication,
  options: BrowserContextOptions,
): Promise<BrowserContext> {
  // Colours that are on their way to others are neither: without motion they change at once.
  const common = { httpCredentials: credentials, viewport: DESKTOP, reducedMotion: 'reduce' } as const;
  const context = await browser.newContext({ ...common, ...options });
  context.setDefaultTimeout(PATIENCE_MS / 5);
  return context;
}

/** As if nobody had been there: what pages keep in the browser goes with them. */
async function forgetPages(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) {
    await page.evaluate('localStorage.clear()').catch(() => undefined);
    await page.close();
  }
}

async function openPage(page: Page, url: string, hash: string): Promise<OpenPage> {
  const problems: string[] = [];
  const loaded = followRequests(page);
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL('/', url).href)) problems.push(`request to ${request.url()}`);
  });
  await page.goto(url + hash);
  await loaded();
  return { page, problems, loaded };
}
