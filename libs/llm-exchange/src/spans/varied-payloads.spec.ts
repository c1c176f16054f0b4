import { describe, expect, it } from '@jest/globals';
import {
  CHAT,
  resourceSpansOf,
  type Attributes,
  type GivenSpan,
  type Value,
} from '../../../../test/support/otlp-spans.js';
import { callsOfSpans } from './calls-of-spans.js';
import type { LlmSpanCall } from './span-call.js';

/** What instrumentations write in other ways than the recorded payloads do, by their documentation and sources. */
interface Given extends Pick<GivenSpan, 'scope' | 'name' | 'events'> {
  readonly failed?: string;
}

function read(attributes: Attributes, { failed, ...given }: Given = {}): LlmSpanCall[] {
  const status = failed === undefined ? {} : { status: { code: 2, message: failed } };
  return callsOfSpans(resourceSpansOf({ ...given, ...status, attributes }));
}

function only(attributes: Attributes, given?: Given): LlmSpanCall {
  const calls = read(attributes, given);
  expect(calls).toHaveLength(1);
  return calls[0]!;
}

const IMAGE = Buffer.alloc(30).toString('base64');

describe('the AI SDK', () => {
  const doStream = (provider: string, more: Attributes): LlmSpanCall =>
    only(
      { 'ai.operationId': 'ai.streamText.doStream', 'ai.model.provider': provider, 'ai.model.id': 'm', ...more },
      { scope: 'ai', name: 'ai.streamText.doStream' },
    );

  it('4 reports parts of the tokens in the provider’s metadata alone', () => {
    const call = doStream('openai.chat', {
      'ai.prompt.messages': JSON.stringify([
        { role: 'system', content: 'Be kind' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What?' },
            { type: 'image', image: IMAGE },
          ],
        },
      ]),
      'ai.response.toolCalls': '[{"toolCallId":"c1","toolName":"weather","args":"{\\"city\\":\\"Bern\\"}"}]',
      'ai.usage.promptTokens': 1000,
      'ai.usage.completionTokens': 300,
      'ai.response.providerMetadata': '{"openai":{"reasoningTokens":200,"cachedPromptTokens":512}}',
      'ai.response.msToFirstChunk': 321.4,
    });
    expect(call).toMatchObject({
      prompt: expect.stringMatching(/^What\?\n\[.*30 bytes/) as unknown,
      systemPrompt: 'Be kind',
      toolCalls: [{ id: 'c1', name: 'weather', arguments: { city: 'Bern' } }],
      promptTokens: 1000,
      completionTokens: 300,
      cachedPromptTokens: 512,
      reasoningTokens: 200,
      timeToFirstTokenMs: 321,
    });
  });

  it('leaves out what Bedrock’s cache has, and Google’s thoughts', () => {
    expect(
      doStream('amazon-bedrock', {
        'ai.usage.inputTokens': 1100,
        'ai.usage.outputTokens': 50,
        'ai.usage.cachedInputTokens': 900,
        'ai.response.providerMetadata': '{"bedrock":{"usage":{"cacheWriteInputTokens":20}}}',
      }),
    ).toMatchObject({ promptTokens: 2020, cachedPromptTokens: 900, cacheWriteTokens: 20, completionTokens: 50 });
    expect(
      doStream('google.generative-ai', {
        'ai.usage.inputTokens': 10,
        'ai.usage.outputTokens': 50,
        'ai.usage.reasoningTokens': 20,
        'ai.usage.totalTokens': 80,
      }),
    ).toMatchObject({ promptTokens: 10, completionTokens: 70, reasoningTokens: 20, totalTokens: 80 });
  });
});

describe('OpenTelemetry’s conventions', () => {
  it('write messages as values, with files and numbers as texts', () => {
    const call = only({
      ...CHAT,
      'gen_ai.system_instructions': [{ type: 'text', content: 'Be kind' }],
      'gen_ai.input.messages': [
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'What?' },
            { type: 'blob', mime_type: 'image/png', modality: 'image', content: IMAGE },
            { type: 'uri', modality: 'image', uri: 'https://x.test/y.png' },
          ],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: '42' }] },
      ],
      'gen_ai.output.messages': [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm' },
            { type: 'text', content: 'A dog' },
          ],
        },
      ],
      'gen_ai.usage.input_tokens': '12',
      'gen_ai.usage.output_tokens': 3,
    });
    expect(call).toMatchObject({
      prompt: expect.stringMatching(
        /^What\?\n\[image\/png, 30 bytes, .*\]\n\[file https:\/\/x\.test\/y\.png\]$/,
      ) as unknown,
      systemPrompt: 'Be kind',
      response: 'A dog',
      promptTokens: 12,
      completionTokens: 3,
    });
    expect(JSON.stringify(call)).not.toContain(IMAGE);
  });

  it('have failures without usage, sound, images and rerankings', () => {
    expect(only({ ...CHAT, 'error.type': '429' }, { failed: 'Slow down' })).toMatchObject({
      kind: 'call',
      status: 'error',
      errorType: '429',
      errorMessage: 'Slow down',
      promptTokens: null,
    });
    const kinds = ['responses', 'image', 'speech', 'rerank'].map((operation) => {
      const { kind, callType } = only({ ...CHAT, 'gen_ai.operation.name': operation });
      return [kind, callType];
    });
    expect(kinds).toEqual([
      ['call', 'chat'],
      ['call', 'other'],
      ['call', 'other'],
      ['retrieval', 'other'],
    ]);
  });

  it('have what OpenLIT adds: a cost, whatever was asked for', () => {
    const asked = { 'gen_ai.system': 'openai', 'gen_ai.request.model': 'dall-e-3', 'gen_ai.usage.cost': 0.04 };
    expect(only({ ...asked, 'gen_ai.operation.name': 'image_edit' })).toMatchObject({
      kind: 'call',
      estimatedCost: 0.04,
    });
  });

  it('have what Strands writes: milliseconds, and itself as the provider', () => {
    const messages = (role: string, text: string): string =>
      JSON.stringify([{ role, parts: [{ type: 'text', content: text }] }]);
    const details = 'gen_ai.client.inference.operation.details';
    const call = only(
      {
        ...CHAT,
        'gen_ai.provider.name': 'strands-agents',
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.server.time_to_first_token': 812,
      },
      {
        scope: 'strands.telemetry.tracer',
        name: 'chat',
        events: [
          { name: details, attributes: { 'gen_ai.input.messages': messages('user', 'Hello?') } },
          { name: details, attributes: { 'gen_ai.output.messages': messages('assistant', 'Hello.') } },
        ],
      },
    );
    expect(call).toMatchObject({ prompt: 'Hello?', response: 'Hello.', timeToFirstTokenMs: 812, provider: null });
  });

  it('have what Python writes of an enum and of a list', () => {
    const reasonOf = (reason: Value): string | null =>
      only({ ...CHAT, 'gen_ai.usage.input_tokens': 1, 'gen_ai.response.finish_reasons': reason }).finishReason;
    expect([reasonOf(['FinishReason.MAX_TOKENS']), reasonOf("['stop']"), reasonOf('stop')]).toEqual([
      'max_tokens',
      'stop',
      'stop',
    ]);
  });
});

describe('other instrumentations', () => {
  it('of Pydantic AI write files by their kind', () => {
    const parts = [
      { type: 'text', content: 'What?' },
      { type: 'image-url', url: 'https://x.test/y.png' },
      { type: 'binary', media_type: 'image/png', content: IMAGE },
    ];
    const call = only(
      { ...CHAT, 'gen_ai.usage.input_tokens': 9, 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts }]) },
      { scope: 'pydantic-ai' },
    );
    expect(call.prompt).toMatch(/^What\?\n\[file https:\/\/x\.test\/y\.png\]\n\[image\/png, 30 bytes/);
  });

  it('of OpenInference have rerankings with their documents', () => {
    const call = only({
      'openinference.span.kind': 'RERANKER',
      'reranker.query': 'dogs',
      'reranker.output_documents.0.document.content': 'A dog',
    });
    expect(call).toMatchObject({ kind: 'retrieval', prompt: 'dogs', response: '[{"content":"A dog"}]' });
  });

  it('of OpenLLMetry write parts as JSON, and Bedrock as AWS', () => {
    const call = only({
      'llm.request.type': 'chat',
      'gen_ai.system': 'AWS',
      'gen_ai.request.model': 'amazon.nova-pro-v1:0',
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': JSON.stringify([
        { type: 'text', text: 'What?' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${IMAGE}` } },
      ]),
      'gen_ai.completion.0.tool_calls.0.name': 'look',
      'gen_ai.completion.0.tool_calls.0.arguments': '{"a":1}',
      'gen_ai.usage.prompt_tokens': 5,
    });
    expect(call).toMatchObject({
      provider: 'bedrock',
      prompt: expect.stringMatching(/^What\?\n\[image\/png, 30 bytes/) as unknown,
      toolCalls: [{ name: 'look', arguments: { a: 1 } }],
    });
  });

  it('of Langfuse write numbers and texts as JSON of texts', () => {
    const generation = { 'langfuse.observation.type': 'generation', 'langfuse.observation.model.name': 'gpt-4o' };
    expect(
      only({
        ...generation,
        'langfuse.observation.input': '"Hello?"',
        'langfuse.observation.output': '"Hello."',
        'langfuse.observation.usage_details': '{"input":"10","output":"5","total":"15"}',
        'langfuse.observation.cost_details': '{"input":"0.1","output":"0.2"}',
      }),
    ).toMatchObject({
      prompt: 'Hello?',
      response: 'Hello.',
      promptTokens: 10,
      completionTokens: 5,
      estimatedCost: 0.3,
    });
    const events = [
      { name: 'exception', attributes: { 'exception.type': 'RateLimitError', 'exception.message': 'x' } },
    ];
    const failed = {
      ...generation,
      'langfuse.observation.level': 'ERROR',
      'langfuse.observation.status_message': 'Slow',
    };
    expect(only(failed, { failed: 'Slow', events })).toMatchObject({
      errorType: 'RateLimitError',
      errorMessage: 'Slow',
    });
  });

  it('of Google’s ADK without texts count thoughts separately', () => {
    const call = only(
      {
        'gen_ai.system': 'gcp.vertex.agent',
        'gen_ai.request.model': 'gemini-2.5-flash',
        'gcp.vertex.agent.llm_request': '{}',
        'gcp.vertex.agent.llm_response': '{}',
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 50,
        'gen_ai.usage.experimental.reasoning_tokens': 20,
      },
      { scope: 'gcp.vertex.agent', name: 'call_llm' },
    );
    expect(call).toMatchObject({ provider: 'google', promptTokens: 10, completionTokens: 70, reasoningTokens: 20 });
  });

  it('of Celery name the task that the call was made in', () => {
    expect(only({ ...CHAT, 'gen_ai.usage.input_tokens': 1, 'celery.task_id': 'task-1' })).toMatchObject({
      taskId: 'task-1',
    });
  });

  it('of Genkit have embeddings of documents, and reasons and faults of models', () => {
    expect(
      only({
        'genkit:name': 'googleai/text-embedding-004',
        'genkit:metadata:subtype': 'embedder',
        'genkit:input': '{"input":[{"content":[{"text":"one"}]},{"content":[{"text":"two"}]}]}',
      }),
    ).toMatchObject({ callType: 'embedding', prompt: 'one\ntwo' });
    const model = { 'genkit:name': 'vertexai/gemini', 'genkit:metadata:subtype': 'model' };
    const output = {
      message: { role: 'model', content: [{ text: 'yo' }] },
      finishReason: 'stop',
      usage: { inputTokens: 1 },
    };
    expect(only({ ...model, 'genkit:output': JSON.stringify(output) })).toMatchObject({ finishReason: 'stop' });
    const events = [{ name: 'exception', attributes: { 'exception.type': 'Quota', 'exception.message': 'x' } }];
    expect(only({ ...model, 'genkit:state': 'error' }, { failed: 'x', events })).toMatchObject({ errorType: 'Quota' });
  });
});
