import { describe, expect, it } from '@jest/globals';
import { ndjson, sse } from '../../../../test/support/framing.js';
import { endpointOf, isProviderHost } from '../apis/endpoint.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const post = (url: string, requestBody: object, responseBody: object) =>
  parseLlmExchange({ url, status: 200, requestBody, responseBody });
const streamed = (url: string, responseText: string, requestBody: object = {}) =>
  parseLlmExchange({ url, status: 200, requestBody, responseText });

it.each([
  ['https://aiplatform.eu.rep.googleapis.com/v1/x', 'google-vertex'],
  ['https://europe-west4-aiplatform.googleapis.com/v1/x', 'google-vertex'],
  ['https://aws-external-anthropic.us-east-1.api.aws/v1/messages', 'anthropic'],
  ['https://westeurope.api.cognitive.microsoft.com/openai/deployments/a/chat/completions', 'azure-openai'],
  ['https://gateway.ai.cloudflare.com/v1/acc/gate/openai/chat/completions', 'openai'],
  ['https://gateway.ai.cloudflare.com/v1/acc/gate/aws-bedrock/x', 'bedrock'],
  ['https://gateway.ai.cloudflare.com/v1/acc/gate/compat/chat/completions', 'cloudflare'],
  ['https://oai.helicone.ai/v1/chat/completions', 'openai'],
  ['https://ai-gateway.helicone.ai/v1/chat/completions', 'helicone'],
  ['https://api.portkey.ai/v1/chat/completions', 'portkey'],
  ['https://ai-gateway.vercel.sh/v3/ai/language-model', 'vercel'],
  ['https://models.github.ai/inference/chat/completions', 'github'],
  ['https://integrate.api.nvidia.com/v1/chat/completions', 'nvidia'],
  ['https://api.deepinfra.com/v1/openai/chat/completions', 'deepinfra'],
  ['https://api.sambanova.ai/v1/chat/completions', 'sambanova'],
  ['https://api.studio.nebius.com/v1/chat/completions', 'nebius'],
])('%s is of %s', (url, provider) => {
  expect(endpointOf(url).provider).toBe(provider);
  expect(isProviderHost(new URL(url))).toBe(true);
});

describe('Responses', () => {
  const usage = { input_tokens: 900, output_tokens: 100, total_tokens: 1_000 };

  it('compacted', () => {
    const url = 'https://api.openai.com/v1/responses/compact';
    const answer = { object: 'response.compaction', id: 'resp_1', output: [{ type: 'compaction' }], usage };
    expect(post(url, { model: 'gpt-5', previous_response_id: 'resp_0' }, answer)).toMatchObject({
      api: 'responses',
      requestModel: 'gpt-5',
      promptTokens: 900,
      completionTokens: 100,
    });
  });

  it('call what the application does for them', () => {
    const output = [
      { type: 'shell_call', call_id: 'a', action: { commands: ['ls'] } },
      { type: 'local_shell_call', call_id: 'b', action: { type: 'exec', command: ['pwd'] } },
      { type: 'apply_patch_call', call_id: 'c', operation: { type: 'delete_file', path: 'x' } },
      { type: 'computer_call', call_id: 'd', action: { type: 'click', x: 1, y: 2 } },
      { type: 'custom_tool_call', call_id: 'e', name: 'sql', input: 'SELECT 1' },
    ];
    const answer = { object: 'response', status: 'completed', model: 'gpt-5', output, usage };
    expect(post('https://api.openai.com/v1/responses', { model: 'gpt-5' }, answer).toolCalls).toEqual([
      { id: 'a', name: 'shell', arguments: { commands: ['ls'] } },
      { id: 'b', name: 'local_shell', arguments: { type: 'exec', command: ['pwd'] } },
      { id: 'c', name: 'apply_patch', arguments: { type: 'delete_file', path: 'x' } },
      { id: 'd', name: 'computer', arguments: { type: 'click', x: 1, y: 2 } },
      { id: 'e', name: 'sql', arguments: 'SELECT 1' },
    ]);
  });
});

describe('Chat Completions', () => {
  const url = 'https://api.openai.com/v1/chat/completions';
  const custom = { id: 'a', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } };

  it('call custom tools', () => {
    const message = { role: 'assistant', content: null, tool_calls: [custom] };
    expect(post(url, {}, { choices: [{ index: 0, message }] }).toolCalls).toEqual([
      { id: 'a', name: 'sql', arguments: 'SELECT 1' },
    ]);
  });

  it('stream calls of custom tools', () => {
    const piece = (call: object): object => ({ choices: [{ index: 0, delta: { tool_calls: [call] } }] });
    const events = [
      piece({ index: 0, id: 'a', type: 'custom', custom: { name: 'sql', input: 'SELECT' } }),
      piece({ index: 0, custom: { input: ' one' } }),
    ];
    expect(streamed(url, sse(events, { isDone: true })).toolCalls).toEqual([
      { id: 'a', name: 'sql', arguments: 'SELECT one' },
    ]);
  });
});

it('Gemini’s reasons may be numbers', () => {
  const url = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent';
  const answer = (finishReason: number): object => ({
    candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason }],
  });
  expect([1, 2, 99].map((reason) => post(url, {}, answer(reason)).finishReason)).toEqual(['STOP', 'MAX_TOKENS', '99']);
});

describe('Google’s Interactions', () => {
  const url = 'https://generativelanguage.googleapis.com/v1beta/interactions';
  const usage = {
    total_input_tokens: 10,
    total_output_tokens: 20,
    total_thought_tokens: 5,
    total_cached_tokens: 4,
    total_tokens: 35,
  };
  const counted = {
    promptTokens: 10,
    completionTokens: 25,
    totalTokens: 35,
    cachedPromptTokens: 4,
    reasoningTokens: 5,
  };
  const call = { type: 'function_call', id: 'a', name: 'weather', arguments: { city: 'Rome' } };

  it('are read', () => {
    const outputs = [{ type: 'thought' }, { type: 'text', text: 'Hello' }, call];
    const answer = {
      id: 'v1_x',
      object: 'interaction',
      model: 'gemini-3-flash',
      status: 'requires_action',
      outputs,
      usage,
    };
    expect(post(url, { model: 'gemini-3-flash', input: 'Hi' }, answer)).toMatchObject({
      ...counted,
      provider: 'google',
      api: 'interactions',
      prompt: 'Hi',
      model: 'gemini-3-flash',
      response: 'Hello',
      finishReason: 'requires_action',
      toolCalls: [{ id: 'a', name: 'weather', arguments: { city: 'Rome' } }],
    });
  });

  it('are read as they stream', () => {
    const events = [
      { event_type: 'interaction.start', interaction: { object: 'interaction', status: 'in_progress' } },
      { event_type: 'content.delta', index: 0, delta: { type: 'text', text: 'Hel' } },
      { event_type: 'content.delta', index: 0, delta: { type: 'text', text: 'lo' } },
      { event_type: 'content.delta', index: 1, delta: call },
      { event_type: 'interaction.complete', interaction: { model: 'gemini-3-flash', status: 'completed', usage } },
    ];
    expect(streamed(url, sse(events))).toMatchObject({
      ...counted,
      model: 'gemini-3-flash',
      response: 'Hello',
      finishReason: 'completed',
      toolCalls: [{ name: 'weather' }],
    });
  });
});

describe('Vercel’s gateway', () => {
  const url = 'https://ai-gateway.vercel.sh/v3/ai/language-model';
  const prompt = [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
  ];
  const usage = {
    inputTokens: { total: 30, noCache: 10, cacheRead: 20, cacheWrite: 0 },
    outputTokens: { total: 12, text: 4, reasoning: 8 },
  };
  const counted = { promptTokens: 30, completionTokens: 12, cachedPromptTokens: 20, reasoningTokens: 8 };

  it('is read', () => {
    const content = [{ type: 'text', text: 'Hello' }];
    const finishReason = { unified: 'stop', raw: 'end_turn' };
    expect(post(url, { prompt }, { content, finishReason, usage, response: { modelId: 'gpt-5' } })).toMatchObject({
      ...counted,
      provider: 'vercel',
      prompt: 'Hi',
      systemPrompt: 'Be kind.',
      model: 'gpt-5',
      response: 'Hello',
      finishReason: 'stop',
    });
  });

  it('is read as it streams', () => {
    const events = [
      { type: 'stream-start', warnings: [] },
      { type: 'response-metadata', modelId: 'gpt-5' },
      { type: 'text-delta', id: '0', delta: 'Hel' },
      { type: 'text-delta', id: '0', delta: 'lo' },
      { type: 'finish', finishReason: { unified: 'stop' }, usage },
    ];
    expect(streamed(url, sse(events))).toMatchObject({
      ...counted,
      model: 'gpt-5',
      response: 'Hello',
      finishReason: 'stop',
    });
  });
});

describe('other servers', () => {
  it('llama.cpp', () => {
    const url = 'http://localhost:8080/completion';
    const whole = {
      content: 'Hello',
      model: 'x.gguf',
      stop: true,
      stop_type: 'eos',
      tokens_predicted: 2,
      tokens_evaluated: 5,
    };
    const expected = { response: 'Hello', promptTokens: 5, completionTokens: 2, finishReason: 'eos' };
    expect(post(url, { prompt: 'Hi' }, whole)).toMatchObject({ ...expected, prompt: 'Hi' });
    const pieces = [
      { content: 'Hel', stop: false },
      { content: 'lo', stop: false },
      { ...whole, content: '' },
    ];
    expect(streamed(url, sse(pieces))).toMatchObject(expected);
  });

  it('Text Generation Inference', () => {
    const url = 'http://localhost:8080/generate';
    const details = { finish_reason: 'eos_token', generated_tokens: 2, input_length: 5 };
    const expected = { response: 'Hello', promptTokens: 5, completionTokens: 2, finishReason: 'eos_token' };
    expect(post(url, { inputs: 'Hi' }, { generated_text: 'Hello', details })).toMatchObject({
      ...expected,
      prompt: 'Hi',
    });
    const pieces = [
      { token: { text: 'Hel' }, generated_text: null, details: null },
      { token: { text: 'lo' }, generated_text: 'Hello', details },
    ];
    expect(streamed(`${url}_stream`, sse(pieces))).toMatchObject(expected);
  });

  it('Cloudflare', () => {
    const url = 'https://api.cloudflare.com/client/v4/accounts/a/ai/run/@cf/meta/llama-3.1-8b-instruct';
    const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
    const expected = {
      requestModel: '@cf/meta/llama-3.1-8b-instruct',
      response: 'Hello',
      promptTokens: 5,
      completionTokens: 2,
    };
    expect(post(url, { prompt: 'Hi' }, { result: { response: 'Hello', usage }, success: true })).toMatchObject(
      expected,
    );
    const pieces = [
      { response: 'Hel', p: 'ab' },
      { response: 'lo', p: 'a' },
      { response: '', usage },
    ];
    expect(streamed(url, sse(pieces, { isDone: true }))).toMatchObject(expected);
  });

  it('Replicate', () => {
    const url = 'https://api.replicate.com/v1/models/meta/llama-3-70b/predictions';
    const metrics = { predict_time: 1, input_token_count: 5, output_token_count: 2 };
    const answer = {
      id: 'a',
      model: 'meta/llama-3-70b',
      status: 'succeeded',
      output: ['Hel', 'lo'],
      metrics,
      urls: {},
    };
    expect(post(url, { input: { prompt: 'Hi' } }, answer)).toMatchObject({
      provider: 'replicate',
      requestModel: 'meta/llama-3-70b',
      prompt: 'Hi',
      response: 'Hello',
      promptTokens: 5,
      completionTokens: 2,
    });
  });

  it('what an application makes of answers is none of these', () => {
    const strange = [{ token: { id: 1 } }, { status: 'done', steps: [{}] }, { status: 'ok', output: 'x' }];
    for (const body of strange)
      expect(post('http://x/y', {}, body)).toMatchObject({ response: null, finishReason: null });
    expect(streamed('http://x/y', ndjson([{ token: { id: 1 } }]))).toMatchObject({ response: null });
  });
});
