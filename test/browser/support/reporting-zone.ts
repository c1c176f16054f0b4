import type { Page, Route } from 'playwright-core';

/** Has a page take a zone for the reporting zone of the application. */
export function reportingIn(timeZone: string): (page: Page) => void {
  return (page) =>
    // A page that is closed meanwhile needs no answer.
    void page.route('**/capabilities', (route) => answered(route, timeZone).catch(() => undefined));
}

async function answered(route: Route, timeZone: string): Promise<void> {
  const response = await route.fetch();
  await route.fulfill({ response, json: { ...((await response.json()) as object), timeZone } });
}
