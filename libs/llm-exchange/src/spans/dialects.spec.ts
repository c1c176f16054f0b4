import { describe, expect, it } from '@jest/globals';
import { CHAT, resourceSpansOf, USED, type GivenSpan } from '../../../../test/support/otlp-spans.js';
import { callsOfSpans } from './calls-of-spans.js';
import type { LlmSpanCall } from './span-call.js';

function only(...spans: GivenSpan[]): LlmSpanCall {
  const calls = callsOfSpans(resourceSpansOf(...spans)).filter(({ kind }) => kind === 'call');
  expect(calls).toHaveLength(1);
  return calls[0]!;
}

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
      resourceSpansOf(
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
            'ai.telemetry.metadata.company_id': 'c-1',
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
      companyId: 'c-1',
      parentCallId: calls[2]!.id,
    });
    expect(calls[0]!.metadata).toEqual({ plan: 'pro' });
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
      resourceSpansOf(
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
