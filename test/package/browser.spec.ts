import { beforeAll, describe, expect, it } from '@jest/globals';
import * as inNode from 'llm-exchange';
import { curlCommand } from 'llm-exchange/curl';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { exchangeOf } from '../support/recordings.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

type Library = typeof inNode & { curlCommand: typeof curlCommand };

/** What a browser has, and nothing of Node. */
const BROWSER = { TextEncoder, TextDecoder, URL, atob, btoa, crypto, console };

describe('llm-exchange in a browser', () => {
  let inBrowser: Library;

  beforeAll(async () => {
    const code = await bundle();
    inBrowser = runInNewContext(`${code}; exchange`, { ...BROWSER }) as Library;
  });

  it.each(['openai/chat-basic', 'anthropic/messages-stream-basic', 'bedrock/converse-stream-tools'])(
    'reads %s as in Node',
    (name) => {
      const exchange = exchangeOf(name);
      const parsed = inNode.parseLlmExchange(exchange);
      expect(parsed.completionTokens).toBeGreaterThan(0);
      expect(plain(inBrowser.parseLlmExchange(exchange))).toEqual(plain(parsed));
      expect(
        inBrowser.calculateLlmCost({ provider: 'openai', model: 'gpt-4o', promptTokens: 10, completionTokens: 5 }),
      ).toBe(inNode.calculateLlmCost({ provider: 'openai', model: 'gpt-4o', promptTokens: 10, completionTokens: 5 }));
    },
  );

  it('describes files by the same hash', () => {
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${btoa('a picture of some bytes')}` } };
    const exchange = {
      provider: 'openai',
      status: 200,
      requestBody: {
        model: 'gpt-4o',
        messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] }],
      },
      responseBody: {},
    };
    const { prompt } = inNode.parseLlmExchange(exchange);
    expect(inBrowser.parseLlmExchange(exchange).prompt).toBe(prompt);
  });

  it('takes calls out of spans under the same ids', () => {
    const file = new URL('../fixtures/otlp/js-vercel-ai-7-otel-1.json', import.meta.url);
    const { request } = JSON.parse(readFileSync(file, 'utf8')) as { request: { body: { resourceSpans: unknown } } };
    const payload = request.body.resourceSpans;
    const calls = plain(inNode.callsOfSpans(payload));
    expect(calls).not.toEqual([]);
    expect(plain(inBrowser.callsOfSpans(payload))).toEqual(calls);
  });

  it('hides secrets and writes command lines', () => {
    const text = `Ask 192.0.2.7 with ${['sk', 'proj', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6'].join('-')}, please.`;
    expect(inNode.redact(text)).not.toBe(text);
    expect(inBrowser.redact(text)).toBe(inNode.redact(text));
    const call = {
      callType: 'chat',
      provider: 'openai',
      model: 'gpt-4o',
      requestModel: null,
      prompt: 'Why?',
      systemPrompt: null,
      temperature: null,
      maxTokens: null,
      finishReason: null,
      requestParameters: null,
      metadata: null,
    };
    expect(plain(inBrowser.curlCommand(call))).toEqual(plain(curlCommand(call)));
  });
});

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Prints what a page would load: a script that puts the library into `exchange`. */
const BUNDLER = `
import { build } from 'vite';
const source = "export * from 'llm-exchange'; export { curlCommand } from 'llm-exchange/curl';";
const [{ output }] = await build({
  configFile: false,
  logLevel: 'error',
  plugins: [{ name: 'entry', resolveId: (id) => (id.endsWith('/entry') ? '\\0entry' : null), load: (id) => (id === '\\0entry' ? source : null) }],
  build: { write: false, minify: false, lib: { entry: 'entry', formats: ['iife'], name: 'exchange', fileName: 'exchange' } },
});
process.stdout.write(output[0].code);
`;

async function bundle(): Promise<string> {
  const args = ['--input-type=module', '--eval', BUNDLER];
  const options = { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 64 * 1024 * 1024 };
  return (await run(process.execPath, args, options)).stdout;
}
