import { once, EventEmitter } from 'node:events';
import type { Page, Request } from 'playwright-core';

/** Streams go on for as long as the page is open. */
const ENDLESS = 'eventsource';

/** What answers bring about, such as further questions, is done by the time that the page was idle twice. */
const DRAWN = `(async () => {
  for (let round = 0; round < 2; round += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => requestIdleCallback(resolve));
  }
})()`;

/** Resolves when a page has drawn all that it asked for and asks for nothing more. */
export type Loaded = () => Promise<void>;

/** Follows the requests of a page, from before it opens. */
export function followRequests(page: Page): Loaded {
  const open = new Set<Request>();
  const changes = new EventEmitter();
  const end = (request: Request): void => {
    open.delete(request);
    changes.emit('end');
  };
  page.on('request', (request) => {
    if (request.resourceType() !== ENDLESS) open.add(request);
  });
  page.on('requestfinished', end);
  page.on('requestfailed', end);
  return async () => {
    await page.locator('h1').waitFor();
    do {
      while (open.size > 0) await once(changes, 'end');
      // As it is written: texts of calls may be about loading as well.
      await page.locator('main', { hasNotText: /\bLoading\b/ }).waitFor();
      await page.evaluate(DRAWN);
    } while (open.size > 0);
  };
}
