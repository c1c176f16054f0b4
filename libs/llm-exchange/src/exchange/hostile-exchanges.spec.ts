import { describe, expect, it } from '@jest/globals';
import { parseLlmExchange, type ParsedLlmExchange } from './parse-llm-exchange.js';

const nothingSaid: Partial<ParsedLlmExchange> = { model: null, response: null, toolCalls: null, promptTokens: null };

const nested = (open: string, close: string, depth = 200_000): string => open.repeat(depth) + close.repeat(depth);

describe('parseLlmExchange of bodies that mean harm', () => {
  it.each([
    ['objects nested deeper than any stack', nested('{"choices":[', ']}')],
    ['lists nested deeper than any stack', nested('[', ']')],
    ['no JSON', '{"choices": [{"message": {"content": "a'],
    ['a number', '7'],
    ['null', 'null'],
    ['an empty text', ''],
    ['events of nothing', 'data:\n\ndata: null\n\ndata: 7\n\ndata: []\n\n'],
    ['lines of nothing', '{}\n{}\n'],
  ])('reads nothing in %s', (_what, responseText) => {
    expect(parseLlmExchange({ status: 200, responseText })).toMatchObject(nothingSaid);
    expect(parseLlmExchange({ status: 200, responseBytes: Buffer.from(responseText) })).toMatchObject(nothingSaid);
  });

  it('survives requests and tool calls nested deeper than any stack', () => {
    let deep: unknown = 'end';
    for (let depth = 0; depth < 200_000; depth += 1) deep = { content: [deep] };
    const requestBody = {
      model: 'm',
      messages: [
        { role: 'user', content: deep },
        { role: 'user', content: 'Hi' },
      ],
    };
    expect(parseLlmExchange({ status: 200, requestBody })).toMatchObject({ requestModel: 'm', prompt: 'Hi' });
    const content = [{ type: 'tool_use', id: 't', name: 'n', input: deep }];
    const message = { type: 'message', content, usage: { input_tokens: 1, output_tokens: 2 } };
    expect(parseLlmExchange({ status: 200, responseBody: message })).toMatchObject({ promptTokens: 1 });
    expect(
      parseLlmExchange({ status: 500, responseBody: { error: { code: 'x', details: [deep], message: deep } } }),
    ).toMatchObject({
      error: { code: 'x' },
    });
  });

  it('takes members of prototypes for nothing', () => {
    const body = '{"__proto__": {"choices": [{"message": {"content": "a"}}]}, "constructor": {"prototype": {"x": 1}}}';
    expect(parseLlmExchange({ status: 200, responseText: body })).toMatchObject(nothingSaid);
    const request = JSON.parse('{"model": "m", "__proto__": {"polluted": 1}, "messages": []}') as unknown;
    const { requestParameters } = parseLlmExchange({ status: 200, requestBody: request });
    expect(Object.getPrototypeOf(requestParameters ?? {})).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(parseLlmExchange({ status: 200, url: 'https://api.openai.com/constructor' })).toMatchObject({ api: null });
  });

  it.each([[-1], [1.5], ['12'], [null], [{}], [[3]], [1e300], [2 ** 53], [true]])('counts no %j tokens', (tokens) => {
    const usage = { prompt_tokens: tokens, completion_tokens: tokens, total_tokens: tokens, input_tokens: tokens };
    const choices = [{ message: { content: 'a' }, finish_reason: 'stop' }];
    expect(parseLlmExchange({ status: 200, responseBody: { choices, usage } })).toMatchObject({
      response: 'a',
      promptTokens: null,
      completionTokens: null,
      totalTokens: null,
    });
  });

  it.each([
    ['choices', { choices: { 0: { message: { content: 'a' } } } }],
    ['messages', { choices: [{ message: 'a', finish_reason: 7 }], model: 7, usage: 'none' }],
    ['blocks', { type: 'message', content: ['a', 7, null, { type: 'text', text: 7 }] }],
    ['parts', { candidates: [{ content: { parts: [7, { text: 7 }, { functionCall: 'f' }] } }] }],
    ['tool calls', { choices: [{ message: { content: null, tool_calls: ['f', 7, null] } }] }],
  ])('reads nothing in %s of the wrong kind', (_what, responseBody) => {
    expect(parseLlmExchange({ status: 200, responseBody })).toMatchObject(nothingSaid);
  });
});
