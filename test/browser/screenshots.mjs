/** `npm run screenshots`: pages of the dashboard of the example with a month of its history, for the docs. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../support/postgres.mjs';
import { CLI, seedMonth } from '../support/templates.mjs';
import { launchChromium } from './support/chromium.mjs';
import { startDashboard } from './support/dashboard-application.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const PAGES = [
  'calls',
  'usage',
  'latency',
  'errors',
  'rag',
  'models',
  'origins',
  'prompts',
  'releases',
  'budgets',
  'health',
];
const SHOTS = [
  ...PAGES.map((page) => ({ name: `dashboard-${page}`, page, colorScheme: 'light', width: 1440 })),
  // With a time before it to compare with.
  { name: 'dashboard-overview', page: '', colorScheme: 'light', width: 1440, days: 14 },
  { name: 'dashboard-overview-dark', page: '', colorScheme: 'dark', width: 1440, days: 14 },
  { name: 'dashboard-calls-phone', page: 'calls', colorScheme: 'dark', width: 390 },
];

const folder = process.argv[2] ?? FOLDER;
mkdirSync(folder, { recursive: true });
const postgres = await startPostgres();
execFileSync(process.execPath, [CLI, 'migrate', '--url', postgres.url]);
await seedMonth(postgres.url, 1);
const { calls, url, credentials, stop } = await startDashboard(postgres.url);
for (const [name, budget] of Object.entries({
  everything: { limitUsd: 150, window: 'month' },
  customers: { limitUsd: 30, window: 'month', per: 'company', limits: { acme: 60 }, onLimit: 'block' },
  'a day': { limitUsd: 4, window: 'day' },
}))
  await define(name, budget);
const [synthesis, failed, title] = await Promise.all([
  newest({ callType: 'rag_synthesis', status: 'success' }),
  newest({ callType: 'rag_query', status: 'error' }),
  newest({ callType: 'summarization', tags: ['hidden'] }),
]);
for (const [name, page] of [
  ['call', `calls/${synthesis.id}`],
  ['trace', `traces/${failed.traceId}`],
  ['session', `sessions/${title.sessionId}`],
  ['user', `users/${title.userId}`],
  ['prompt', `prompts/${synthesis.promptName}`],
  ['compare', `compare?a=${synthesis.id}&b=${(await older(synthesis)).id}`],
])
  SHOTS.push({ name: `dashboard-${name}`, page, colorScheme: 'light', width: 1440 });
const browser = await launchChromium();
for (const { name, page, colorScheme, width, days = 30 } of SHOTS) {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height: 900 },
    httpCredentials: credentials,
  });
  const tab = await context.newPage();
  await tab.goto(`${url}#/${page}${page.includes('?') ? '&' : '?'}days=${days}`);
  await tab.locator('h1').waitFor();
  await tab.waitForLoadState('networkidle');
  await tab.locator('main', { hasNotText: 'Loading' }).waitFor();
  await tab.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  await tab.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
}
await browser.close();
await stop();
await postgres.stop();

async function newest(filters) {
  const { items } = await calls.listByFilters({ ...filters, limit: 1 });
  return items[0];
}

/** A call of an earlier version of the same prompt. */
async function older({ promptName, promptVersion }) {
  const version = String(Number(promptVersion) - 1);
  const { items } = await calls.listByFilters({ promptName, promptVersion: version, status: 'success', limit: 1 });
  return items[0];
}

async function define(name, budget) {
  const { username, password } = credentials;
  await fetch(`${url}budgets/${encodeURIComponent(name)}`, {
    method: 'PUT',
    body: JSON.stringify(budget),
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    },
  });
}
