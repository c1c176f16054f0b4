import type { Page } from 'playwright-core';

/** Has a page take a zone for the reporting zone of the application. */
export function reportingIn(timeZone: string): (page: Page) => void {
  return (page) =>
    void page.route('**/capabilities', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), timeZone } });
    });
}
