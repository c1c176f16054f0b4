import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHAT, resourceSpansOf, USED } from '../../../../test/support/otlp-spans.js';
import { callsOfSpans } from './calls-of-spans.js';

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
    const [body] = resourceSpansOf({ attributes: { ...CHAT, ...USED } });
    body!.scopeSpans[0]!.spans[0]!.attributes.push({ key: 'gen_ai.input.messages', value: { arrayValue: { values } } });
    expect(JSON.stringify(callsOfSpans([body])).length).toBeLessThan(2_000);
  });
});
