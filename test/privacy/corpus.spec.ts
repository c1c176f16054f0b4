import { describe, expect, it } from '@jest/globals';
import { suite } from '../support/suite.js';
import { ordinaryTexts, secrets } from './corpus/index.mjs';
import { privacyPage } from './corpus/page.mjs';

describe('what is stored of secrets', () => {
  const log = suite();

  it('is a mark, whatever they are and however they are written', async () => {
    const shapes = secrets();
    await Promise.all(shapes.map(({ text }, index) => log.logger.record({ prompt: text, metadata: { index } })));
    const prompts = new Map((await log.stored()).map(({ metadata, prompt }) => [metadata.index, prompt as string]));
    expect(prompts.size).toBe(shapes.length);
    const kept = shapes.filter(({ parts }, index) => {
      const prompt = prompts.get(index)!;
      return !prompt.includes('[redacted:') || parts.some((part) => prompt.includes(part));
    });
    expect(kept.map(({ kind, text }) => `${kind}: ${text.slice(0, 100)}`)).toEqual([]);
  });

  it('is what was said where there is none', async () => {
    const texts = ordinaryTexts();
    await Promise.all(texts.map(({ text }, index) => log.logger.record({ response: text, metadata: { index } })));
    const stored = new Map((await log.stored()).map(({ metadata, response }) => [metadata.index, response as string]));
    expect(texts.map((_, index) => stored.get(index))).toEqual(texts.map(({ text }) => text));
  });

  /** If not, `npm run docs:privacy` writes it. */
  it('is on the page about privacy', async () => {
    const { page, wanted } = await privacyPage();
    expect(page).toBe(wanted);
  });
});

describe('secrets in what is no text', () => {
  const log = suite();

  it('go by the names of members, of headers in lists, and of pairs', async () => {
    const [key, sid] = ['aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY', 'sid=aB3dE5fG7hJ9kL1mN3pQ'];
    await log.logger.record({
      requestParameters: {
        headers: [
          ['accept', '*/*'],
          ['x-api-key', key],
        ],
        har: [{ name: 'Authorization', value: `Bearer ${key}` }],
        raw: ['Host', 'a.example', 'Cookie', sid],
      },
      toolCalls: [{ name: 'login', arguments: { user: 'bob', pass: 'hunter2x', auth: key, cookie: sid, token: key } }],
      metadata: { [`k ghp_${key}abcd`]: 1, token: 'Hello', password: { type: 'string' }, schema: { secret: 'string' } },
      tags: [`ghp_${key}abcd`, 'fine'],
    });
    const [row] = await log.stored();
    expect(JSON.stringify(row)).not.toMatch(/aB3dE5|hunter2x/);
    expect(row).toMatchObject({
      request_parameters: {
        headers: [
          ['accept', '*/*'],
          ['x-api-key', '[redacted:named-secret]'],
        ],
      },
      tags: ['[redacted:github-token]', 'fine'],
      metadata: { token: 'Hello', password: { type: 'string' }, schema: { secret: 'string' } },
    });
  });
});
