const IDLE_MS = 150;
const PATIENCE_MS = 5_000;

/** Counted from the opening of the page, as little is left to wait for after the first chart. */
const WHOLE_PAGE = 'all of the overview';

/** What a visitor does, one after the other, and waits for. */
const ACTIONS = {
  'first chart, in a browser that was never here': async (page, url) => {
    await page.goto(`${url}#/?days=30`);
    await page.locator('.uplot canvas').first().waitFor();
  },
  [WHOLE_PAGE]: (page) => page.locator('main:not(:has([aria-busy="true"]))').waitFor(),
  '90 days instead of 30': (page) => page.getByRole('button', { name: '90 d' }).click(),
  'by company instead of by model': (page) => page.getByRole('button', { name: 'Company', exact: true }).click(),
  'usage of users and companies': (page) => pageLink(page, 'Usage').click(),
  'latency percentiles': (page) => pageLink(page, 'Latency').click(),
  'list of calls': (page) => pageLink(page, 'Calls').click(),
  'its next page': (page) => page.getByRole('table').evaluate((table) => table.scrollTo({ top: table.scrollHeight })),
  'failed calls of one model': (page, url) => page.goto(`${url}#/calls?days=90&status=error&model=gpt-4o`),
  'a call': (page) => page.getByRole('table').locator('[data-index="0"] a').first().click(),
  'its trace': (page) => page.locator('a[href^="#/traces/"]').first().click(),
};

function pageLink(page, name) {
  return page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true });
}

export const STEPS = Object.keys(ACTIONS);

/** Times in ms, by step, from what is done until the last answer to it, in a browser without anything of earlier visits. */
export async function visit(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const traffic = watchTraffic(page);
  const times = {};
  let started;
  for (const [step, act] of Object.entries(ACTIONS)) {
    if (step !== WHOLE_PAGE) started = performance.now();
    const asked = step === WHOLE_PAGE ? undefined : traffic.next();
    await act(page, url);
    await asked;
    const done = performance.now();
    times[step] = Math.max(step === STEPS[0] ? done : await traffic.over(), done) - started;
  }
  await context.close();
  return times;
}

function watchTraffic(page) {
  let underWay = 0;
  let lastAt = 0;
  let heard = () => undefined;
  page.on('request', () => {
    underWay += 1;
    heard();
  });
  for (const event of ['requestfinished', 'requestfailed'])
    page.on(event, () => {
      underWay -= 1;
      lastAt = performance.now();
    });
  return {
    /** Until something is asked for, which a page takes its time to on a busy machine; after a while nothing will be. */
    next: () =>
      new Promise((resolve) => {
        heard = resolve;
        setTimeout(resolve, PATIENCE_MS).unref();
      }),
    /** When the last answer came, once none is under way and no further one is asked for. */
    async over() {
      await new Promise((resolve) => void setTimeout(resolve, IDLE_MS));
      while (underWay > 0 || performance.now() - lastAt < IDLE_MS)
        await new Promise((resolve) => void setTimeout(resolve, 10));
      return lastAt;
    },
  };
}
