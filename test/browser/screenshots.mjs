/** `npm run screenshots`: pages of the dashboard with a month of made calls, for the docs. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LlmCallRepository } from 'nestjs-llm-logging';
import { startPostgres } from '../support/postgres.mjs';
import { launchChromium } from './support/chromium.mjs';
import { startDashboard } from './support/dashboard-application.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const PAGES = ['', 'calls', 'usage', 'latency', 'errors', 'rag', 'models'];
const SHOTS = [
  ...PAGES.map((page) => ({ name: `dashboard-${page || 'overview'}`, page, colorScheme: 'light', width: 1280 })),
  { name: 'dashboard-overview-dark', page: '', colorScheme: 'dark', width: 1280 },
  { name: 'dashboard-calls-phone', page: 'calls', colorScheme: 'dark', width: 390 },
  { name: 'dashboard-trace', page: 'traces/rag-6', colorScheme: 'light', width: 1280 },
  { name: 'dashboard-session', page: 'sessions/rag-session-1', colorScheme: 'light', width: 1280 },
];

const folder = process.argv[2] ?? FOLDER;
mkdirSync(folder, { recursive: true });
const postgres = await startPostgres();
const { app, url } = await startDashboard(postgres.url);
const { items } = await app.get(LlmCallRepository).listByFilters({ traceId: 'rag-7', callType: 'rag_synthesis' });
SHOTS.push({ name: 'dashboard-call', page: `calls/${items[0].id}`, colorScheme: 'light', width: 1280 });
const browser = await launchChromium();
for (const { name, page, colorScheme, width } of SHOTS) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
  const tab = await context.newPage();
  await tab.goto(`${url}#/${page}?days=30`);
  await tab.locator('h1').waitFor();
  await tab.waitForLoadState('networkidle');
  await tab.locator('main', { hasNotText: 'Loading' }).waitFor();
  await tab.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
}
await browser.close();
await app.close();
await postgres.stop();
