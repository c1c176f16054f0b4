import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callIdTime, isCallId } from '../call/call-id.js';
import { callsOfSpans } from './calls-of-spans.js';
import type { LlmSpanCall } from './span-call.js';

type Value = string | number | boolean | string[];

interface Given {
  name?: string;
  scope?: string;
  id?: string;
  parent?: string;
  start?: string;
  end?: string;
  attributes?: Record<string, Value>;
  events?: { name: string; attributes: Record<string, Value> }[];
  status?: { code: number; message?: string };
}

function anyValue(value: Value): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function keyValues(attributes: Record<string, Value> = {}): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function post(...spans: Given[]): object[] {
  return spans.map((span, index) => ({
    scopeSpans: [
      {
        scope: { name: span.scope ?? 'test' },
        spans: [
          {
            traceId: 'abcdef1234567890abcdef1234567890',
            spanId: (span.id ?? String(index + 1)).padStart(16, '0'),
            ...(span.parent !== undefined && { parentSpanId: span.parent.padStart(16, '0') }),
            name: span.name ?? 'span',
            startTimeUnixNano: span.start ?? '1746026930000000000',
            endTimeUnixNano: span.end ?? '1746026931500000000',
            attributes: keyValues(span.attributes),
            events: span.events?.map((event) => ({ ...event, attributes: keyValues(event.attributes) })),
            status: span.status ?? {},
          },
        ],
      },
    ],
  }));
}

function only(...spans: Given[]): LlmSpanCall {
  const calls = callsOfSpans(post(...spans)).filter(({ kind }) => kind === 'call');
  expect(calls).toHaveLength(1);
  return calls[0]!;
}

const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai' };
const USED = { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 10 };

describe('dialects', () => {
  it('reads OpenTelemetry 1.27 with texts in events', () => {
    const call = only({
      attributes: { 'gen_ai.system': 'aws.bedrock', ...USED, 'gen_ai.request.model': 'nova' },
      events: [
        { name: 'gen_ai.content.prompt', attributes: { 'gen_ai.prompt': '[{"role":"user","content":"hi"}]' } },
        {
          name: 'gen_ai.content.completion',
          attributes: { 'gen_ai.completion': '[{"role":"assistant","content":"yo"}]' },
        },
      ],
    });
    expect(call).toMatchObject({
      provider: 'bedrock',
      prompt: 'hi',
      response: 'yo',
      totalTokens: 110,
      callType: 'chat',
    });
  });

  it('reads OpenTelemetry 1.26 and the flat names of prompts', () => {
    const call = only({
      attributes: {
        ...CHAT,
        'gen_ai.usage.prompt_tokens': 7,
        'gen_ai.usage.completion_tokens': 3,
        'gen_ai.prompt.name': 'p',
        'gen_ai.prompt.version': '2',
        'gen_ai.conversation.id': 'c-1',
      },
    });
    expect(call).toMatchObject({
      promptTokens: 7,
      completionTokens: 3,
      promptName: 'p',
      promptVersion: '2',
      sessionId: 'c-1',
    });
  });

  it('reads the cache in the words of every version', () => {
    for (const [read, write] of [
      ['gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_creation.input_tokens'],
      ['gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_write.input_tokens'],
      ['gen_ai.usage.cache_read_input_tokens', 'gen_ai.usage.cache_creation_input_tokens'],
    ] as const)
      expect(only({ attributes: { ...CHAT, ...USED, [read]: 20, [write]: 30 } })).toMatchObject({
        promptTokens: 100,
        cachedPromptTokens: 20,
        cacheWriteTokens: 30,
      });
  });

  it('adds cached tokens where the total counts them, and where they are more than all', () => {
    const cached = { 'gen_ai.usage.cache_read.input_tokens': 50 };
    expect(only({ attributes: { ...CHAT, ...USED, ...cached, 'gen_ai.usage.total_tokens': 160 } }).promptTokens).toBe(
      150,
    );
    expect(only({ attributes: { ...CHAT, ...USED, ...cached, 'gen_ai.usage.total_tokens': 110 } }).promptTokens).toBe(
      100,
    );
    const more = { 'gen_ai.usage.cache_read.input_tokens': 500 };
    expect(only({ attributes: { ...CHAT, ...USED, ...more } }).promptTokens).toBe(600);
  });

  it('takes of the AI SDK 4 to 6 the inner span as the call', () => {
    const calls = callsOfSpans(
      post(
        {
          name: 'ai.streamText.doStream',
          scope: 'ai',
          id: '2',
          parent: '1',
          attributes: {
            'ai.operationId': 'ai.streamText.doStream',
            'ai.model.id': 'gpt-4o',
            'ai.model.provider': 'openai.responses',
            'ai.prompt.messages':
              '[{"role":"system","content":"Be kind."},{"role":"user","content":[{"type":"text","text":"hi"}]}]',
            'ai.response.text': 'yo',
            'ai.response.msToFirstChunk': 321.6,
            'ai.response.toolCalls': '[{"toolCallId":"t1","toolName":"find","input":"{\\"a\\":1}"}]',
            'ai.usage.inputTokens': 10,
            'ai.usage.outputTokens': 5,
            'ai.usage.totalTokens': 15,
            'ai.telemetry.metadata.userId': 'u-1',
            'ai.telemetry.metadata.plan': 'pro',
          },
        },
        {
          name: 'ai.toolCall',
          scope: 'ai',
          id: '3',
          parent: '1',
          attributes: { 'ai.operationId': 'ai.toolCall', 'ai.toolCall.args': '{}' },
        },
        {
          name: 'ai.streamText',
          scope: 'ai',
          id: '1',
          attributes: { 'ai.operationId': 'ai.streamText', 'ai.usage.inputTokens': 10, 'ai.model.id': 'gpt-4o' },
        },
      ),
    );
    expect(calls.map(({ kind }) => kind)).toEqual(['call', 'tool', 'step']);
    expect(calls[0]).toMatchObject({
      provider: 'openai',
      prompt: 'hi',
      systemPrompt: 'Be kind.',
      response: 'yo',
      timeToFirstTokenMs: 322,
      toolCalls: [{ id: 't1', name: 'find', arguments: { a: 1 } }],
      userId: 'u-1',
      metadata: { plan: 'pro' },
      parentCallId: calls[2]!.id,
    });
  });

  it('takes of a stream that Logfire saw the log as the call', () => {
    const request = '{"model":"gpt-4","stream":true,"messages":[{"role":"user","content":"hi"}]}';
    const call = only(
      {
        id: '1',
        attributes: {
          request_data: request,
          'logfire.span_type': 'span',
          'gen_ai.request.model': 'gpt-4',
          'gen_ai.operation.name': 'chat',
        },
      },
      {
        id: '2',
        end: '1746026930000000000',
        attributes: {
          request_data: request,
          'logfire.span_type': 'log',
          duration: 2.5,
          response_data: '{"combined_chunk_content":"yo","chunk_count":2}',
          'gen_ai.request.model': 'gpt-4',
        },
      },
    );
    expect(call).toMatchObject({
      response: 'yo',
      prompt: 'hi',
      latencyMs: 2500,
      startedAt: '2025-04-30T15:28:47.500Z',
    });
  });

  it('reads Semantic Kernel, Strands, OpenLIT, LiteLLM and Genkit', () => {
    expect(
      only({
        scope: 'semantic_kernel.connectors',
        name: 'chat.completions gpt-4',
        attributes: {
          'gen_ai.operation.name': 'chat.completions',
          'gen_ai.request.model': 'gpt-4',
          'gen_ai.response.prompt_tokens': 16,
          'gen_ai.response.completion_tokens': 28,
        },
      }),
    ).toMatchObject({ promptTokens: 16, totalTokens: 44 });
    expect(
      only(
        {
          scope: 'strands.telemetry.tracer',
          name: 'chat',
          id: '2',
          parent: '1',
          attributes: {
            'gen_ai.operation.name': 'chat',
            'gen_ai.request.model': 'claude',
            'gen_ai.usage.input_tokens': 10,
            'gen_ai.usage.output_tokens': 5,
            'gen_ai.usage.total_tokens': 115,
            'gen_ai.usage.cache_read_input_tokens': 100,
          },
          events: [
            { name: 'gen_ai.user.message', attributes: { content: '[{"text":"hi"}]' } },
            { name: 'gen_ai.choice', attributes: { message: '[{"text":"yo"}]', finish_reason: 'end_turn' } },
          ],
        },
        {
          scope: 'strands.telemetry.tracer',
          name: 'invoke_agent',
          id: '1',
          attributes: { 'gen_ai.operation.name': 'invoke_agent', ...USED },
        },
      ),
    ).toMatchObject({
      promptTokens: 110,
      cachedPromptTokens: 100,
      prompt: 'hi',
      response: 'yo',
      finishReason: 'end_turn',
    });
    expect(
      only({ attributes: { ...CHAT, ...USED, 'gen_ai.usage.cost': 0.25, 'gen_ai.server.time_to_first_token': 0.5 } }),
    ).toMatchObject({ estimatedCost: 0.25, timeToFirstTokenMs: 500 });
    expect(
      only(
        {
          scope: 'litellm',
          name: 'litellm_request',
          id: '1',
          attributes: {
            ...USED,
            'gen_ai.request.model': 'openai/gpt-4o',
            hidden_params: '{"response_cost":0.5}',
            'metadata.user_api_key_team_id': 'team',
          },
        },
        {
          scope: 'litellm',
          name: 'raw_gen_ai_request',
          id: '2',
          parent: '1',
          attributes: { 'llm.openai.model': 'gpt-4o', ...USED },
        },
      ),
    ).toMatchObject({ provider: 'openai', estimatedCost: 0.5, companyId: 'team' });
    expect(
      only({
        scope: 'genkit-tracer',
        attributes: {
          'genkit:name': 'googleai/gemini-2.5-flash',
          'genkit:metadata:subtype': 'model',
          'genkit:input': '{"messages":[{"role":"user","content":[{"text":"hi"}]}],"config":{"temperature":0.3}}',
          'genkit:output':
            '{"message":{"role":"model","content":[{"text":"yo"}]},"finishReason":"stop","usage":{"inputTokens":4,"outputTokens":2,"thoughtsTokens":3,"totalTokens":9}}',
        },
      }),
    ).toMatchObject({
      provider: 'google',
      model: 'gemini-2.5-flash',
      prompt: 'hi',
      response: 'yo',
      completionTokens: 5,
      reasoningTokens: 3,
      temperature: 0.3,
    });
  });

  it('makes rows of agents, tools, retrievals and chains, and none of other spans', () => {
    const kinds = callsOfSpans(
      post(
        { attributes: { 'openinference.span.kind': 'RETRIEVER', 'input.value': 'q' } },
        { attributes: { 'openinference.span.kind': 'CHAIN' } },
        { attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.call.arguments': '{"a":1}' } },
        { attributes: { 'traceloop.span.kind': 'agent' } },
        { attributes: { 'http.request.method': 'GET' } },
        { attributes: { 'db.system': 'postgresql' } },
        { scope: 'nestjs-llm-logging', attributes: { ...CHAT, ...USED } },
      ),
    ).map(({ kind }) => kind);
    expect(kinds).toEqual(['retrieval', 'step', 'tool', 'agent']);
  });

  it('finds failures by status and exception', () => {
    expect(
      only({
        attributes: { ...CHAT, 'http.response.status_code': 429 },
        status: { code: 2, message: 'slow down' },
        events: [
          { name: 'exception', attributes: { 'exception.type': 'RateLimitError', 'exception.message': 'too many' } },
        ],
        name: 'x',
      }),
    ).toMatchObject({ status: 'error', errorMessage: 'too many', errorType: 'RateLimitError', errorCode: '429' });
  });
});

describe('two spans of one call', () => {
  it('counts the outer of two with the same usage, and fills its gaps', () => {
    const call = only(
      { id: '2', parent: '9', attributes: { ...CHAT, ...USED, 'gen_ai.response.id': 'r-1' } },
      { id: '9', parent: '1', attributes: { 'http.request.method': 'POST' } },
      { id: '1', name: 'outer', attributes: { ...CHAT, ...USED, 'user.id': 'u' } },
    );
    expect(call).toMatchObject({ name: 'outer', userId: 'u', responseId: 'r-1' });
  });

  it('counts the inner one where the outer has no usage, or that of several', () => {
    expect(
      only({ id: '2', parent: '1', name: 'inner', attributes: { ...CHAT, ...USED } }, { id: '1', attributes: CHAT })
        .name,
    ).toBe('inner');
    const twice = { 'gen_ai.usage.input_tokens': 200, 'gen_ai.usage.output_tokens': 20 };
    const calls = callsOfSpans(
      post(
        { id: '2', parent: '1', attributes: { ...CHAT, ...USED } },
        { id: '3', parent: '1', attributes: { ...CHAT, ...USED } },
        { id: '1', attributes: { ...CHAT, ...twice } },
      ),
    );
    expect(calls.map(({ kind }) => kind)).toEqual(['call', 'call', 'step']);
  });

  it('does not join calls that differ by tools, models or answers', () => {
    const kinds = (...spans: Given[]): string[] => callsOfSpans(post(...spans)).map(({ kind }) => kind);
    const inner = { id: '3', attributes: { ...CHAT, ...USED } };
    const outer = { id: '1', attributes: { ...CHAT, ...USED } };
    const tool = { id: '2', parent: '1', attributes: { 'gen_ai.operation.name': 'execute_tool' } };
    expect(kinds({ ...inner, parent: '2' }, tool, outer)).toEqual(['call', 'tool', 'call']);
    const other = { ...inner.attributes, 'gen_ai.request.model': 'claude' };
    expect(kinds({ id: '3', parent: '1', attributes: other }, outer)).toEqual(['call', 'call']);
  });

  it('survives circles', () => {
    expect(
      callsOfSpans(
        post(
          { id: '1', parent: '2', attributes: CHAT },
          { id: '2', parent: '1', attributes: CHAT },
          { id: '3', parent: '3', attributes: { ...CHAT, ...USED } },
        ),
      ),
    ).toBeDefined();
  });
});

describe('ids', () => {
  it('are the same for the same span, UUIDv7 of its start, and another for each', () => {
    const [one, two] = callsOfSpans(post({ attributes: { ...CHAT, ...USED } }, { attributes: { ...CHAT, ...USED } }));
    expect(callsOfSpans(post({ attributes: { ...CHAT, ...USED } }))[0]!.id).toBe(one!.id);
    expect(callIdTime(one!.id).toISOString()).toBe(one!.startedAt);
    expect(isCallId(one!.id)).toBe(true);
    expect(two!.id).not.toBe(one!.id);
  });

  it('take times in other units than nanoseconds', () => {
    for (const [start, end] of [
      ['1746026930000', '1746026931500'],
      ['1746026930000000', '1746026931500000'],
    ])
      expect(only({ start, end, attributes: { ...CHAT, ...USED } })).toMatchObject({
        startedAt: '2025-04-30T15:28:50.000Z',
        latencyMs: 1500,
      });
    expect(only({ start: '1000000000', end: '2000000000', attributes: { ...CHAT, ...USED } })).toMatchObject({
      startedAt: null,
      latencyMs: 1000,
    });
  });
});

describe('any payload', () => {
  const KEYS = [
    'gen_ai.operation.name',
    'gen_ai.usage.input_tokens',
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.prompt.0.content',
    'gen_ai.prompt.0',
    'llm.input_messages.0.message.contents.0.message_content.text',
    'openinference.span.kind',
    'input.value',
    'output.value',
    'ai.operationId',
    'ai.prompt.messages',
    'ai.response.toolCalls',
    'ai.response.providerMetadata',
    'gen_ai.response.finish_reasons',
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.reasoning_tokens',
    'langfuse.observation.type',
    'langfuse.observation.usage_details',
    'langfuse.observation.input',
    'request_data',
    'response_data',
    'langfuse.observation.cost_details',
    'genkit:type',
    'genkit:input',
    'genkit:metadata:subtype',
    'genkit:output',
    'traceloop.span.kind',
    'gcp.vertex.agent.llm_response',
    'hidden_params',
    '__proto__',
  ];
  const TEXTS = [
    'LLM',
    'generation',
    'chat',
    '[{"role":"user"}]',
    '{"usage":{"input_tokens":-1}}',
    '{"message":null}',
    '[[[',
    '[{"role":"user","parts":[{"type":"blob","content":5},{"type":"uri","uri":null},null]}]',
    '{"openai":{"reasoningTokens":-1},"google":{"usageMetadata":[]},"bedrock":[]}',
    '{"input":"1e9","output":"99999999999999999999"}',
    'embedder',
    '\uD800',
    '{"choices":[{"message":{"tool_calls":[null,{}]}}]}',
    '{"__proto__":1}',
  ];

  it('is read without an error, with counts that are counts', () => {
    const value = fc.oneof(
      fc.constantFrom(...TEXTS).map((stringValue) => ({ stringValue })),
      fc.integer().map((intValue) => ({ intValue: String(intValue) })),
      fc.json({ maxDepth: 4 }).map((stringValue) => ({ stringValue })),
      fc
        .array(
          fc.double().map((doubleValue) => ({ doubleValue })),
          { maxLength: 3 },
        )
        .map((values) => ({ arrayValue: { values } })),
      fc.anything(),
    );
    const attribute = fc.record({ key: fc.constantFrom(...KEYS), value });
    const id = fc.constantFrom('0000000000000001', '0000000000000002', '0000000000000003', 'x', 7);
    const span = fc.record({
      traceId: fc.constantFrom('abcdef1234567890abcdef1234567890', '', null),
      spanId: id,
      parentSpanId: id,
      name: fc.anything(),
      startTimeUnixNano: fc.oneof(fc.constant('1746026930000000000'), fc.anything()),
      endTimeUnixNano: fc.anything(),
      attributes: fc.oneof(fc.array(attribute, { maxLength: 8 }), fc.anything()),
      events: fc.anything(),
      status: fc.anything(),
    });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), (spans) => {
        for (const call of callsOfSpans([{ scopeSpans: [{ spans }] }])) {
          for (const tokens of [call.promptTokens, call.completionTokens, call.totalTokens])
            expect(tokens === null || (Number.isInteger(tokens) && tokens >= 0)).toBe(true);
          expect(() => JSON.stringify(call)).not.toThrow();
        }
      }),
      { numRuns: 200 },
    );
    expect(callsOfSpans(undefined)).toEqual([]);
    fc.assert(fc.property(fc.anything(), (anything) => callsOfSpans(anything) !== null));
  });

  it('never looks into long vectors', () => {
    const values = Array.from({ length: 100_000 }, (_, index) => ({ doubleValue: index / 7 }));
    const [body] = post({ attributes: { ...CHAT, ...USED } }) as {
      scopeSpans: { spans: { attributes: object[] }[] }[];
    }[];
    body!.scopeSpans[0]!.spans[0]!.attributes.push({ key: 'gen_ai.input.messages', value: { arrayValue: { values } } });
    expect(JSON.stringify(callsOfSpans([body])).length).toBeLessThan(2_000);
  });
});
