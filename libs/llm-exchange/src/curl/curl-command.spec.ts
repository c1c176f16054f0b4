import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { curlCommand } from './curl-command.js';
import type { RequestedCall } from '../apis/again.js';

const CALL: RequestedCall = {
  callType: 'chat',
  provider: 'openai',
  model: 'gpt-5.2-2026-01-01',
  requestModel: 'gpt-5.2',
  finishReason: 'stop',
  prompt: 'Hello',
  systemPrompt: null,
  temperature: null,
  maxTokens: null,
  requestParameters: null,
  metadata: {},
};
const KEYS = {
  OPENAI_API_KEY: 'sk-"$x',
  ANTHROPIC_API_KEY: 'a',
  GEMINI_API_KEY: 'g',
  AZURE_OPENAI_ENDPOINT: 'https://z.example',
};

/** A `curl` that prints what it was given. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'curl-'));
  const script = `#!/bin/sh\nprintf '%s\\0' "$@"\ncase "$*" in *' @-') cat ;; esac\n`;
  writeFileSync(join(folder, 'curl'), script);
  chmodSync(join(folder, 'curl'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Sent {
  url: string;
  headers: string[];
  body: Record<string, any>;
}

/** What a real shell makes of the command. */
function sent(call: Partial<RequestedCall>): Sent {
  const { command } = curlCommand({ ...CALL, ...call });
  const env = { ...KEYS, PATH: `${folder}:${process.env['PATH']}` };
  const file = join(folder, 'command.sh');
  writeFileSync(file, command);
  const given = execFileSync('sh', [file], { env, encoding: 'utf8', maxBuffer: 2 ** 24 }).split('\0');
  const raw = given.includes('@-') ? given.at(-1)! : given[given.indexOf('--data-raw') + 1]!;
  const headers = given.filter((_, index) => given[index - 1] === '-H');
  return { url: given[0]!, headers, body: JSON.parse(raw) };
}

describe('curlCommand', () => {
  it('asks OpenAI with the key of the environment', () => {
    const { url, headers, body } = sent({ systemPrompt: 'Be kind.', temperature: 0.2, maxTokens: 50 });
    expect(url).toBe('https://api.openai.com/v1/chat/completions');
    expect(headers).toEqual(['Authorization: Bearer sk-"$x', 'Content-Type: application/json']);
    expect(body).toEqual({
      model: 'gpt-5.2',
      temperature: 0.2,
      max_completion_tokens: 50,
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hello' },
      ],
    });
  });

  it('reaches the program as it was, whatever the texts hold', () => {
    const awkward = fc.array(
      fc.oneof(
        fc.constantFrom(
          "'",
          '"',
          '\\',
          '\n',
          '\r\n',
          '$(reboot)',
          '`id`',
          '$HOME',
          '!!',
          "'\\''",
          'LLM_REQUEST',
          '\u202e',
          '#',
          '&',
          ';',
          '%s',
          '\u0000',
          '@x',
          '-d',
          '\u{e0041}',
          '\u0085',
        ),
        fc.string({ unit: 'grapheme', maxLength: 10 }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(awkward, awkward, (prompt, rest) => {
        const { body } = sent({
          prompt: prompt.join(''),
          requestModel: rest.join('') || 'm',
          requestParameters: { user: rest.join('\n') },
        });
        expect(body).toMatchObject({
          model: rest.join('') || 'm',
          messages: [{ content: prompt.join('') }],
          user: rest.join('\n'),
        });
      }),
      { numRuns: 40 },
    );
  });

  it('sends what is longer than an argument may be', () => {
    const prompt = `LLM_REQUEST\n'$HOME'\n`.repeat(20_000);
    expect(sent({ prompt }).body).toMatchObject({ messages: [{ content: prompt }] });
  });

  it('keeps the turns and tools that were stored, and asks for the answer whole', () => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
    ];
    const { body } = sent({
      prompt: 'c',
      requestParameters: { messages, tools: [], stream_options: { include_usage: true } },
    });
    expect(body).toEqual({ model: 'gpt-5.2', messages, tools: [] });
  });

  it.each([
    [
      'openai',
      { finishReason: 'completed', systemPrompt: 'S' },
      'https://api.openai.com/v1/responses',
      { instructions: 'S', input: 'Hello' },
    ],
    ['openai', { callType: 'embedding' }, 'https://api.openai.com/v1/embeddings', { input: 'Hello' }],
    ['azure-openai', {}, 'https://z.example/openai/v1/chat/completions', { model: 'gpt-5.2' }],
    [
      'anthropic',
      { systemPrompt: 'S' },
      'https://api.anthropic.com/v1/messages',
      { system: 'S', max_tokens: 1024, messages: [{ role: 'user', content: 'Hello' }] },
    ],
    [
      'google',
      { systemPrompt: 'S', temperature: 1, requestParameters: { generationConfig: { temperature: 1, topK: 3 } } },
      'https://generativelanguage.googleapis.com/v1beta/models/gpt-5.2:generateContent',
      {
        contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
        systemInstruction: { parts: [{ text: 'S' }] },
        generationConfig: { temperature: 1, topK: 3 },
      },
    ],
    [
      'google',
      { callType: 'embedding' },
      'https://generativelanguage.googleapis.com/v1beta/models/gpt-5.2:embedContent',
      { content: { parts: [{ text: 'Hello' }] } },
    ],
    [
      'google',
      { finishReason: 'completed', systemPrompt: 'S', maxTokens: 9 },
      'https://generativelanguage.googleapis.com/v1beta/interactions',
      { input: 'Hello', system_instruction: 'S', generation_config: { max_output_tokens: 9 } },
    ],
    ['mistral', { maxTokens: 9 }, 'https://api.mistral.ai/v1/chat/completions', { max_tokens: 9 }],
    ['ollama', { maxTokens: 9 }, 'http://localhost:11434/api/chat', { stream: false, options: { num_predict: 9 } }],
    ['cohere', {}, 'https://api.cohere.com/v2/chat', { messages: [{ role: 'user', content: 'Hello' }] }],
    [
      'cohere',
      { requestParameters: { chat_history: [] } },
      'https://api.cohere.com/v1/chat',
      { message: 'Hello', chat_history: [] },
    ],
    [
      'bedrock',
      { requestModel: 'a.b:0' },
      'https://bedrock-runtime..amazonaws.com/model/a.b%3A0/converse',
      { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] },
    ],
    [null, { metadata: { serverAddress: 'llm.corp:8080' } }, 'https://llm.corp:8080/v1/chat/completions', {}],
    ['constructor', { metadata: { serverAddress: "x';reboot;'" } }, '/chat/completions', {}],
  ] as [string | null, Partial<RequestedCall>, string, object][])(
    'knows the API of %s %j',
    (provider, call, url, body) => {
      const asked = sent({ provider, ...call });
      expect(asked.url).toBe(url);
      expect(asked.body).toMatchObject(body);
    },
  );

  it('says what is not the request that was sent', () => {
    const file = '[image/png, 5120 bytes, sha256 9f86d081884c7d65]';
    const { notes } = curlCommand({
      ...CALL,
      prompt: `[redacted:email]\n${file}`,
      metadata: { truncated: { prompt: { bytes: 9 } } },
    });
    expect(notes).toHaveLength(3);
    expect(curlCommand(CALL).notes).toEqual([]);
  });
});
