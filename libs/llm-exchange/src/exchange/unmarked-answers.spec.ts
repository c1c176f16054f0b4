import { describe, expect, it } from '@jest/globals';
import { calculateLlmCost } from '../pricing/llm-cost.js';
import { parseLlmExchange } from './parse-llm-exchange.js';

const USAGE = { input_tokens: 100, output_tokens: 20 };

describe('an answer that does not say what it is', () => {
  it.each([
    [
      'https://api.openai.com/v1/responses',
      { model: 'gpt-4o', output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] }], usage: USAGE },
    ],
    [
      'https://api.anthropic.com/v1/messages',
      { model: 'claude-sonnet-4-5', content: [{ type: 'text', text: 'Hi' }], usage: USAGE },
    ],
  ])('is read by its address: %s', (url, responseBody) => {
    expect(parseLlmExchange({ url, status: 200, responseBody })).toMatchObject({
      model: responseBody.model,
      response: 'Hi',
      promptTokens: 100,
      completionTokens: 20,
    });
  });

  it('is none where it says that it is something else', () => {
    const responseBody = { type: 'completion', content: [{ type: 'text', text: 'Hi' }], usage: USAGE };
    const parsed = parseLlmExchange({ url: 'https://api.anthropic.com/v1/messages', status: 200, responseBody });
    expect(parsed).toMatchObject({ response: null, promptTokens: null });
  });

  it('is read by the API that was asked before others that know such an answer', () => {
    const responseBody = {
      model: 'gemini-2.5-flash',
      outputs: [{ type: 'text', text: 'Hi' }],
      usage: { total_input_tokens: 100, total_output_tokens: 20, total_tokens: 120 },
    };
    const url = 'https://generativelanguage.googleapis.com/v1beta/interactions';
    expect(parseLlmExchange({ url, status: 200, responseBody })).toMatchObject({
      response: 'Hi',
      promptTokens: 100,
      completionTokens: 20,
    });
  });

  it('costs what the model does that was asked for', () => {
    const exchange = parseLlmExchange({
      url: 'https://api.cohere.com/v2/chat',
      status: 200,
      requestBody: { model: 'command-r-08-2024', messages: [] },
      responseBody: {
        message: { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] },
        finish_reason: 'COMPLETE',
        usage: { tokens: { input_tokens: 1_000_000, output_tokens: 0 } },
      },
    });
    expect(exchange.model).toBeNull();
    expect(calculateLlmCost(exchange)).toBe(
      calculateLlmCost({
        provider: 'cohere',
        model: 'command-r-08-2024',
        promptTokens: 1_000_000,
        completionTokens: 0,
      }),
    );
    expect(calculateLlmCost(exchange)).toBeGreaterThan(0);
  });
});
