import { beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from './support/dashboard-suite.js';

/** What would show that a text had become code. */
const MARK = 'globalThis.hostile = true';

const TEXTS = [
  `<script>${MARK}</script>`,
  `<img src=x onerror="${MARK}">`,
  `[click](javascript:${MARK}) <a href="javascript:${MARK}">here</a> ![x](https://evil.example/pixel.png)`,
  `"><svg/onload="${MARK}"> <iframe srcdoc="<script>parent.${MARK}</script>"></iframe>`,
  `<style>* { display: none !important }</style>`,
  `=cmd|'/c calc'!A1 {{constructor.constructor('${MARK}')()}} \${${MARK}}`,
  'user \u202Eexe.tnemhcatta\u202C \u2066isolated \u200Bnothing\u2069',
  `one line: ${'x'.repeat(1024 * 1024)}`,
  `${'deep\n'.repeat(20_000)}`,
  `${'> '.repeat(2_000)}quoted`,
  `${'['.repeat(5_000)}`,
  `${'`'.repeat(3)}html\n<script>${MARK}</script>\n`,
];

describeInBrowser('texts of strangers', (suite) => {
  const ids: string[] = [];

  beforeAll(async () => {
    for (const [n, text] of TEXTS.entries()) {
      const name = text.slice(0, 200);
      const id = await suite.dashboard.logger.record({
        callType: 'chat',
        provider: name,
        model: name,
        prompt: text,
        systemPrompt: text,
        response: text,
        toolCalls: [{ id: name, name, arguments: { text: name } }],
        requestParameters: { messages: [{ role: 'user', content: text }] },
        metadata: { [name]: name },
        tags: ['hostile', name],
        userId: name,
        companyId: name,
        sessionId: 'hostile-session',
        traceId: 'hostile-trace',
        promptTokens: 1,
        completionTokens: 1,
        ...(n % 2 === 0 ? { error: Object.assign(new Error(text), { name }), errorCode: name } : {}),
      });
      ids.push(id);
    }
    await suite.dashboard.logger.flush();
  });

  const expectInert = async (hash: string): Promise<void> => {
    const { page, problems } = await suite.open(hash);
    const found = await page.evaluate(`({
      hostile: globalThis.hostile ?? false,
      frames: document.querySelectorAll('iframe, object, embed').length,
      scripts: [...document.scripts].filter(({ src }) => !src.startsWith(location.origin)).length,
      links: [...document.links].filter(({ protocol }) => !/^https?:$/.test(protocol)).map(({ href }) => href),
      handlers: document.querySelectorAll('[onerror], [onload], [onclick]').length,
      isVisible: document.querySelector('h1').checkVisibility(),
      tooWideBy: document.documentElement.scrollWidth - innerWidth,
    })`);
    expect({ hash, problems, found }).toEqual({
      hash,
      problems: [],
      found: { hostile: false, frames: 0, scripts: 0, links: [], handlers: 0, isVisible: true, tooWideBy: 0 },
    });
  };

  it.each([
    'calls?days=30&tags=hostile',
    '?days=1',
    'usage?days=1',
    'latency?days=1',
    'errors?days=1',
    'models?days=1',
  ])('are texts in lists and in statistics: %s', (page) => expectInert(`#/${page}`));

  it.each(TEXTS.map((_text, n) => n))('are texts on the pages of their calls: number %i', (n) =>
    expectInert(`#/calls/${ids[n]}`),
  );

  it('are texts in a trace and in a session', async () => {
    await expectInert('#/traces/hostile-trace');
    await expectInert('#/sessions/hostile-session');
  });

  it('are texts on the page of a user and where two calls are compared', async () => {
    await expectInert(`#/users/${encodeURIComponent(TEXTS[0]!.slice(0, 200))}?days=1`);
    await expectInert(`#/compare?a=${ids[0]}&b=${ids[1]}`);
  });

  it('are texts as filters', async () => {
    const query = new URLSearchParams({ userId: TEXTS[0]!, model: TEXTS[1]!, search: TEXTS[2]! });
    const { page } = await suite.open(`#/calls?${query.toString()}`);
    await expect(page.evaluate('globalThis.hostile ?? false')).resolves.toBe(false);
  });

  it('do not turn the direction of what stands after them', async () => {
    const { page } = await suite.open('#/calls?days=30&tags=hostile');
    await page.locator('[data-index="0"]').waitFor();
    await expect(page.locator('[data-column="text"]').allTextContents()).resolves.not.toContainEqual(
      expect.stringMatching(/\p{Bidi_Control}/u),
    );
  });
});
