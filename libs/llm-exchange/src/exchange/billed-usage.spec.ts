import { describe, expect, it } from '@jest/globals';
import { estimatedUsage } from './estimated-usage.js';
import { parseLlmExchange, type ParsedLlmExchange } from './parse-llm-exchange.js';

const ANTHROPIC = 'https://api.anthropic.com/v1/messages';
const OPENAI = 'https://api.openai.com/v1/chat/completions';

function answered(url: string, responseBody: object): ParsedLlmExchange {
  return parseLlmExchange({ url, status: 200, responseBody });
}

function streamed(url: string, events: readonly object[]): ParsedLlmExchange {
  return parseLlmExchange({
    url,
    status: 200,
    responseText: events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''),
  });
}

function message(usage: object): object {
  return { type: 'message', model: 'claude-opus-5', content: [{ type: 'text', text: 'Hi' }], usage };
}

function completion(rest: object): object {
  const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi' } }];
  return { object: 'chat.completion', model: 'gpt-5-mini', choices, ...rest };
}

const SPOKEN = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };

it('of Anthropic says where it was made, where that is billed', () => {
  const details = (inference_geo: string) =>
    answered(ANTHROPIC, message({ input_tokens: 1, output_tokens: 1, inference_geo })).usageDetails;
  expect(details('us')).toEqual({ usOnlyInference: 1 });
  expect(details('global')).toBeNull();
  expect(details('not_available')).toBeNull();
  const stream = streamed(ANTHROPIC, [
    { type: 'message_start', message: message({ input_tokens: 1, output_tokens: 1, inference_geo: 'us' }) },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
  ]);
  expect(stream).toMatchObject({ completionTokens: 5, usageDetails: { usOnlyInference: 1 } });
});

it('says what it cost, where the provider does', () => {
  const costOf = (url: string, usage: object) =>
    answered(url, completion({ usage: { ...SPOKEN, ...usage } })).providerCost;
  const openRouter = 'https://openrouter.ai/api/v1/chat/completions';
  const upstream = { cost_details: { upstream_inference_cost: 0.0045 } };
  expect(costOf(openRouter, { cost: 0.0045, is_byok: false, ...upstream })).toBe(0.0045);
  // With a key of one's own it says its fee.
  expect(costOf(openRouter, { cost: 0.000225, is_byok: true, ...upstream })).toBe(0.000225);
  expect(costOf('https://api.deepinfra.com/v1/openai/chat/completions', { estimated_cost: 0.0000123 })).toBe(0.0000123);
  expect(costOf('https://api.x.ai/v1/chat/completions', { cost_in_usd_ticks: 37_756_000 })).toBe(0.0037756);
});

it('counts searches in the web and in X', () => {
  const usage = { ...SPOKEN, server_side_tool_usage_details: { web_search_calls: 2, x_search_calls: 1 } };
  expect(answered('https://api.x.ai/v1/chat/completions', completion({ usage })).usageDetails).toEqual({
    webSearches: 3,
  });
});

describe('the tier that answered', () => {
  it.each([
    ['OpenAI', answered(OPENAI, completion({ service_tier: 'flex', usage: SPOKEN })), 'flex'],
    ['OpenAI, while it is open', answered(OPENAI, completion({ service_tier: 'auto', usage: SPOKEN })), null],
    [
      'a stream of Responses, which begins with what was asked',
      streamed('https://api.openai.com/v1/responses', [
        { type: 'response.created', response: { object: 'response', service_tier: 'auto', status: 'in_progress' } },
        { type: 'response.completed', response: { object: 'response', service_tier: 'priority', status: 'completed' } },
      ]),
      'priority',
    ],
    ['Anthropic', answered(ANTHROPIC, message({ input_tokens: 1, output_tokens: 1, service_tier: 'batch' })), 'batch'],
    [
      'Anthropic in fast mode',
      answered(ANTHROPIC, message({ input_tokens: 1, output_tokens: 1, service_tier: 'standard', speed: 'fast' })),
      'fast',
    ],
    [
      'Vertex',
      answered('https://aiplatform.googleapis.com/v1/models/gemini-2.5-flash:generateContent', {
        candidates: [],
        usageMetadata: { promptTokenCount: 1, trafficType: 'ON_DEMAND_FLEX' },
      }),
      'flex',
    ],
    [
      'Gemini, by the name of its enum',
      answered('https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent', {
        candidates: [],
        usageMetadata: { promptTokenCount: 1, serviceTier: 'SERVICE_TIER_PRIORITY' },
      }),
      'priority',
    ],
    [
      'Bedrock',
      answered('https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1:0/converse', {
        output: { message: { role: 'assistant', content: [] } },
        usage: { inputTokens: 1, outputTokens: 1 },
        serviceTier: { type: 'priority' },
      }),
      'priority',
    ],
  ])('is that of %s', (_who, read, tier) => {
    expect(read.serviceTier).toBe(tier);
  });
});

describe('what is billed beside plain tokens', () => {
  it('are cache writes by how long they last, and searches, of Anthropic', () => {
    const usage = {
      input_tokens: 10,
      output_tokens: 5,
      cache_creation_input_tokens: 150,
      cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 100 },
      server_tool_use: { web_search_requests: 3 },
    };
    expect(answered(ANTHROPIC, message(usage))).toMatchObject({
      promptTokens: 160,
      cacheWriteTokens: 150,
      usageDetails: { cacheWrite5mTokens: 50, cacheWrite1hTokens: 100, webSearches: 3 },
    });
  });

  it('are searches of Responses, not the pages that were opened', () => {
    const output = [
      { type: 'web_search_call', action: { type: 'search' } },
      { type: 'web_search_call', action: { type: 'open_page' } },
      { type: 'web_search_call' },
      { type: 'file_search_call' },
    ];
    const read = answered('https://api.openai.com/v1/responses', { object: 'response', output, usage: {} });
    expect(read.usageDetails).toEqual({ webSearches: 2, fileSearches: 1 });
  });

  it('are the images of Gemini, and of an image model that counts all tokens together', () => {
    const gemini = answered(
      'https://generativelanguage.googleapis.com/v1/models/gemini-2.5-flash-image:generateContent',
      {
        candidates: [{ content: { parts: [] } }],
        usageMetadata: {
          promptTokenCount: 10,
          candidatesTokenCount: 1290,
          candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
        },
      },
    );
    expect(gemini.usageDetails).toEqual({ imageCompletionTokens: 1290 });
    const painted = answered('https://api.openai.com/v1/images/generations', {
      data: [{ b64_json: 'AAAA' }],
      usage: { input_tokens: 50, output_tokens: 4160, total_tokens: 4210, input_tokens_details: { image_tokens: 0 } },
    });
    expect(painted.usageDetails).toEqual({ imageCompletionTokens: 4160 });
  });

  it('are the tokens that Cohere bills, beside those that the model saw', () => {
    const read = answered('https://api.cohere.com/v2/chat', {
      message: { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] },
      finish_reason: 'COMPLETE',
      usage: {
        billed_units: { input_tokens: 37, output_tokens: 28 },
        tokens: { input_tokens: 893, output_tokens: 62 },
      },
    });
    expect(read).toMatchObject({
      promptTokens: 893,
      completionTokens: 62,
      usageDetails: { billedPromptTokens: 37, billedCompletionTokens: 28 },
    });
  });

  it('are the searches of a ranking', () => {
    const read = answered('https://api.cohere.com/v2/rerank', {
      results: [{ index: 0, relevance_score: 0.9 }],
      meta: { billed_units: { search_units: 2 } },
    });
    expect(read.usageDetails).toEqual({ searchUnits: 2 });
  });

  it('is sound that Mistral counts in the total alone', () => {
    const usage = { prompt_audio_seconds: 5, prompt_tokens: 5, completion_tokens: 24, total_tokens: 404 };
    const read = answered('https://api.mistral.ai/v1/chat/completions', completion({ usage }));
    expect(read).toMatchObject({ promptTokens: 5, completionTokens: 24, totalTokens: 404 });
    expect(read.usageDetails).toEqual({ audioPromptTokens: 375, audioSeconds: 5 });
  });
});

describe('the iterations of an answer of Anthropic', () => {
  const usage = { input_tokens: 23_000, output_tokens: 1_000 };
  const own = { type: 'message', input_tokens: 23_000, output_tokens: 1_000 };

  it('count where a compaction took tokens', () => {
    const iterations = [{ type: 'compaction', input_tokens: 180_000, output_tokens: 3_500 }, own];
    expect(answered(ANTHROPIC, message({ ...usage, iterations }))).toMatchObject({
      promptTokens: 203_000,
      completionTokens: 4_500,
      totalTokens: 207_500,
    });
  });

  it('do not count where a model declined', () => {
    const iterations = [own, { ...own, type: 'fallback_message', model: 'claude-opus-4-8' }];
    expect(answered(ANTHROPIC, message({ ...usage, iterations }))).toMatchObject({
      promptTokens: 23_000,
      completionTokens: 1_000,
    });
  });
});

describe('counts that are no counts', () => {
  const begun = [
    {
      type: 'message_start',
      message: { type: 'message', model: 'claude-opus-5', content: [], usage: { input_tokens: 20, output_tokens: 4 } },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Once upon a time there was' } },
  ];

  it('are those with which a stream of Anthropic begins', () => {
    const broken = streamed(ANTHROPIC, begun);
    expect(broken).toMatchObject({ promptTokens: 20, completionTokens: null, totalTokens: null });
    const words = (said: string): number => said.split(' ').length;
    expect(estimatedUsage(broken, words)).toEqual({ completionTokens: 6, totalTokens: 26 });
    const whole = streamed(ANTHROPIC, [...begun, { type: 'message_delta', delta: {}, usage: { output_tokens: 9 } }]);
    expect(whole).toMatchObject({ promptTokens: 20, completionTokens: 9, totalTokens: 29 });
    expect(estimatedUsage(whole, words)).toBeNull();
  });

  it.each([
    [
      'OpenAI',
      OPENAI,
      [
        { choices: [{ delta: {}, finish_reason: 'stop' }], usage: SPOKEN },
        { choices: [], usage: {} },
      ],
    ],
    ['Moonshot', 'https://api.moonshot.ai/v1/chat/completions', [{ choices: [{ delta: {}, usage: SPOKEN }] }]],
    [
      'Responses',
      'https://api.openai.com/v1/responses',
      [
        {
          type: 'response.completed',
          response: { object: 'response', usage: { input_tokens: 100, output_tokens: 10 } },
        },
        { type: 'response.completed', response: { object: 'response', usage: {} } },
      ],
    ],
    [
      'Gemini',
      'https://generativelanguage.googleapis.com/v1/models/gemini-2.5-flash:streamGenerateContent',
      [
        { candidates: [], usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 10 } },
        { candidates: [], usageMetadata: {} },
      ],
    ],
  ])('are empty ones that come after the real ones: %s', (_who, url, events) => {
    expect(streamed(url, events)).toMatchObject({ promptTokens: 100, completionTokens: 10, totalTokens: 110 });
  });
});

it('is what OpenRouter says a message cost', () => {
  const usage = { input_tokens: 1, output_tokens: 1, cost: 0.00045 };
  expect(answered('https://openrouter.ai/api/v1/messages', message(usage)).providerCost).toBe(0.00045);
});
