import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { logging, moduleOf } from '../support/application.js';
import { listen, type ListeningApplication } from '../support/http-application.js';
import { describeInBrowser } from './support/dashboard-suite.js';

const SECRET = 'not for everyone';
/** Shorter texts, such as `yes`, are words of the page, too. */
const PROBE = { from: 24, length: 40 };

/** What the secret call belongs to. */
const SUBJECTS = [
  'users/masked-user',
  'companies/masked-company',
  'origins/masked-origin',
  'models/masked-model',
  'prompts/masked-prompt',
];
/** Where texts would be. */
const SAYS_SO = ['#/?days=30', '#/calls?days=30', '#/errors?days=30', '#/calls/…', '#/sessions/masked-session'];

describeInBrowser('the dashboard of those who may see numbers only', (suite) => {
  let masked: ListeningApplication;
  let id: string;
  let probes: string[];

  beforeAll(async () => {
    const { logger } = suite.dashboard;
    id = await logger.record({
      callType: 'chat',
      model: 'masked-model',
      userId: 'masked-user',
      companyId: 'masked-company',
      origin: 'masked-origin',
      promptName: 'masked-prompt',
      promptVersion: '1',
      prompt: SECRET,
      systemPrompt: SECRET,
      response: SECRET,
      toolCalls: [{ id: 'tool', name: SECRET, arguments: { text: SECRET } }],
      requestParameters: { messages: [{ role: 'user', content: SECRET }] },
      metadata: { note: SECRET },
      error: new Error(SECRET),
      traceId: 'masked-trace',
      sessionId: 'masked-session',
      promptTokens: 1_234,
      completionTokens: 1,
    });
    await logger.flush();
    const admin = { public: true as const, payloads: () => 'masked' as const, replay: () => ({}) };
    masked = await listen('express', moduleOf({ imports: [logging(suite.database, { admin })] }));
    const texts = await suite.database.query<{ text: string }>(
      `SELECT DISTINCT text FROM llm_calls, unnest(ARRAY[prompt, system_prompt, response, error_message]) AS text
WHERE length(text) >= $1`,
      [PROBE.from],
    );
    probes = [SECRET, ...texts.map(({ text }) => text.slice(0, PROBE.length))];
  });
  afterAll(() => masked?.app.close());

  const textsIn = (content: string): string[] =>
    probes.filter((probe) => content.includes(probe) || content.includes(JSON.stringify(probe).slice(1, -1)));

  it.each([
    ...['', 'calls', 'usage', 'latency', 'errors', 'rag', 'models', 'origins', 'prompts', 'releases'].map(
      (page) => `#/${page}?days=30`,
    ),
    ...SUBJECTS.map((subject) => `#/${subject}?days=30`),
    '#/compare?a=…&b=…',
    '#/compare?of=prompts&prompt=masked-prompt&days=30',
    '#/compare?of=periods&days=30',
    '#/budgets',
    '#/health',
    '#/calls/…',
    '#/traces/masked-trace',
    '#/sessions/masked-session',
  ])('has no text on %s, nor in what the page is sent', async (name) => {
    const answers: Promise<string>[] = [];
    const { page, problems } = await suite.open(name.replaceAll('…', id), {
      url: `${masked.url}/admin/llm/`,
      watch: (opened) => opened.on('response', (response) => answers.push(response.text().catch(() => ''))),
    });
    const sent = (await Promise.all(answers)).filter((answer) => answer.startsWith('{') || answer.startsWith('['));
    expect(sent.length).toBeGreaterThan(0);
    expect(textsIn(await page.content())).toEqual([]);
    expect(sent.flatMap(textsIn)).toEqual([]);
    expect(problems).toEqual([]);
    if (!SAYS_SO.includes(name)) return;
    await page.getByText('Texts are masked for you.').first().waitFor();
    await expect(page.getByText('No call failed in this time.').count()).resolves.toBe(0);
  });

  it('shows numbers', async () => {
    const { page } = await suite.open('#/calls?days=30&model=masked-model&status=error', {
      url: `${masked.url}/admin/llm/`,
    });
    await page.getByRole('cell', { name: '1,235' }).first().waitFor();
  });

  it('offers nothing that needs texts', async () => {
    const { page } = await suite.open(`#/calls/${id}`, { url: `${masked.url}/admin/llm/` });
    await page.getByRole('button', { name: 'Raw JSON' }).waitFor();
    for (const name of ['Copy as curl', 'Replay'])
      await expect(page.getByRole('button', { name }).count()).resolves.toBe(0);
    await page.keyboard.press('c');
    await expect(page.getByRole('dialog').count()).resolves.toBe(0);
    const list = await suite.open('#/calls?days=30', { url: `${masked.url}/admin/llm/` });
    await expect(list.page.getByRole('search').count()).resolves.toBe(0);
  });

  it('exports numbers only', async () => {
    for (const format of ['ndjson', 'csv']) {
      const response = await fetch(`${masked.url}/admin/llm/export?format=${format}`);
      const text = await response.text();
      expect(text).toContain(id);
      expect(textsIn(text)).toEqual([]);
    }
  });
});
