import { describe, expect, it } from '@jest/globals';
import { conversationOf, conversationOfCall, type LlmMessage, type SpokenCall } from './conversation.js';

const FILE = 'image/png, 5120 bytes, sha256 9f86d081884c7d65';
const STAND_IN = `[${FILE}]`;

function spoken(call: Partial<SpokenCall>): LlmMessage[] {
  const nothing = { prompt: null, systemPrompt: null, response: null, requestParameters: null, toolCalls: null };
  return conversationOfCall({ ...nothing, ...call });
}

/** Roles with the kinds and the texts of their parts. */
function outline(messages: readonly LlmMessage[]): unknown[] {
  return messages.map(({ role, parts }) => [role, ...parts.map((part) => ('text' in part ? part.text : part.kind))]);
}

describe('conversationOfCall', () => {
  it('reads a plain prompt and its answer', () => {
    const messages = spoken({ systemPrompt: 'Be kind.', prompt: 'Hello', response: 'Hi' });
    expect(outline(messages)).toEqual([
      ['system', 'Be kind.'],
      ['user', 'Hello'],
      ['assistant', 'Hi'],
    ]);
    expect(messages.map(({ isAsked, isAnswer }) => [isAsked, isAnswer])).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ]);
  });

  it('reads nothing from nothing', () => {
    expect(spoken({})).toEqual([]);
  });

  it('reads the turns of OpenAI chat, with tools and their results', () => {
    const messages = spoken({
      prompt: 'And in Rome?',
      systemPrompt: 'Use tools.',
      requestParameters: {
        messages: [
          { role: 'developer', content: 'Use tools.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Weather?' },
              { type: 'image_url', image_url: { url: STAND_IN } },
            ],
          },
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
          },
          { role: 'tool', tool_call_id: 'a', content: 'Snow' },
          { role: 'user', content: 'And in Rome?' },
        ],
      },
      toolCalls: [{ id: 'b', name: 'weather', arguments: { city: 'Rome' } }],
    });
    expect(outline(messages)).toEqual([
      ['system', 'Use tools.'],
      ['user', 'Weather?', FILE],
      ['assistant', 'tool-call'],
      ['tool', 'tool-result'],
      ['user', 'And in Rome?'],
      ['assistant', 'tool-call'],
    ]);
    expect(messages[2]!.parts[0]).toEqual({ kind: 'tool-call', id: 'a', name: 'weather', arguments: { city: 'Oslo' } });
    expect(messages.findIndex(({ isAsked }) => isAsked)).toBe(4);
  });

  it('reads Anthropic blocks, where results of tools are the user’s', () => {
    const messages = spoken({
      systemPrompt: 'Sys',
      requestParameters: {
        messages: [
          { role: 'user', content: 'Sum?' },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'hm' },
              { type: 'tool_use', id: 't', name: 'sum', input: { a: 1 } },
            ],
          },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 't', is_error: true, content: [{ type: 'text', text: 'no' }] },
            ],
          },
        ],
      },
    });
    expect(outline(messages)).toEqual([
      ['system', 'Sys'],
      ['user', 'Sum?'],
      ['assistant', 'hm', 'tool-call'],
      ['tool', 'tool-result'],
    ]);
    expect(messages[3]!.parts[0]).toMatchObject({ isError: true, parts: [{ kind: 'text', text: 'no' }] });
  });

  it('reads Gemini, Responses, Bedrock and Cohere', () => {
    const gemini = spoken({
      requestParameters: {
        contents: [
          { role: 'user', parts: [{ text: 'Q' }, { inlineData: { mimeType: 'image/png', data: STAND_IN } }] },
          { role: 'model', parts: [{ functionCall: { name: 'f', args: { x: 1 } } }] },
          { role: 'user', parts: [{ functionResponse: { name: 'f', response: { y: 2 } } }] },
        ],
      },
    });
    expect(outline(gemini)).toEqual([
      ['user', 'Q', FILE],
      ['assistant', 'tool-call'],
      ['tool', 'tool-result'],
    ]);
    const responses = spoken({
      requestParameters: {
        input: [
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Q' }] },
          { type: 'reasoning', summary: [{ type: 'summary_text', text: 'thinks' }] },
          { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
          { type: 'function_call_output', call_id: 'c', output: 'done' },
        ],
      },
    });
    expect(outline(responses)).toEqual([
      ['user', 'Q'],
      ['assistant', 'thinks'],
      ['assistant', 'tool-call'],
      ['tool', 'tool-result'],
    ]);
    const bedrock = spoken({
      requestParameters: {
        messages: [
          { role: 'user', content: [{ text: 'Q' }] },
          { role: 'assistant', content: [{ toolUse: { toolUseId: 'u', name: 'f', input: {} } }] },
          { role: 'user', content: [{ toolResult: { toolUseId: 'u', content: [{ json: { z: 1 } }] } }] },
        ],
      },
    });
    expect(outline(bedrock)).toEqual([
      ['user', 'Q'],
      ['assistant', 'tool-call'],
      ['tool', 'tool-result'],
    ]);
    const cohere = spoken({
      prompt: 'Now?',
      requestParameters: {
        chat_history: [
          { role: 'USER', message: 'Q' },
          { role: 'CHATBOT', message: 'A' },
        ],
      },
    });
    expect(outline(cohere)).toEqual([
      ['user', 'Q'],
      ['assistant', 'A'],
      ['user', 'Now?'],
    ]);
  });

  it('reads a prompt that is the JSON of messages, and leaves other JSON alone', () => {
    const turns = [
      { role: 'system', content: 'S' },
      { role: 'user', content: 'U' },
    ];
    expect(outline(spoken({ prompt: JSON.stringify(turns) }))).toEqual([
      ['system', 'S'],
      ['user', 'U'],
    ]);
    expect(outline(spoken({ prompt: JSON.stringify({ messages: turns }) }))).toEqual([
      ['system', 'S'],
      ['user', 'U'],
    ]);
    expect(spoken({ prompt: '[{"a":1}]' })[0]!.parts[0]).toMatchObject({ kind: 'json', value: [{ a: 1 }] });
  });

  it('shows the stand-ins of files in a plain prompt, and what it does not know as it is', () => {
    expect(outline(spoken({ prompt: `Look:\n${STAND_IN}\n[image_url https://a.b/c.png]\nwell?` }))).toEqual([
      ['user', 'Look:', FILE, 'image_url https://a.b/c.png', 'well?'],
    ]);
    const odd = spoken({
      requestParameters: { messages: [{ role: 'critic', content: [{ type: 'hologram', beam: 1 }] }] },
    });
    expect(odd[0]).toMatchObject({ role: 'other', name: 'critic', parts: [{ kind: 'unknown', name: 'hologram' }] });
  });

  it('falls back to the prompt where the turns were cut away', () => {
    expect(outline(spoken({ prompt: 'Q', requestParameters: { truncated: '{"messages":[{"role":' } }))).toEqual([
      ['user', 'Q'],
    ]);
  });
});

describe('conversationOf', () => {
  it('reads request and answer of any API', () => {
    const chat = {
      model: 'gpt-4o',
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hello' },
      ],
    };
    expect(outline(conversationOf(chat, { choices: [{ message: { role: 'assistant', content: 'Hi' } }] }))).toEqual([
      ['system', 'Be kind.'],
      ['user', 'Hello'],
      ['assistant', 'Hi'],
    ]);
    const gemini = {
      contents: [
        { role: 'user', parts: [{ text: 'One' }] },
        { role: 'model', parts: [{ text: 'Two' }] },
        { role: 'user', parts: [{ text: 'Three' }] },
      ],
    };
    expect(outline(conversationOf(gemini, { candidates: [{ content: { parts: [{ text: 'Four' }] } }] }))).toEqual([
      ['user', 'One'],
      ['assistant', 'Two'],
      ['user', 'Three'],
      ['assistant', 'Four'],
    ]);
  });

  it('reads the text of a stream', () => {
    const stream =
      'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\ndata: {"choices":[{"delta":{"content":" there"}}]}\n\ndata: [DONE]\n\n';
    expect(outline(conversationOf({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }, stream))).toEqual([
      ['user', 'Hello'],
      ['assistant', 'Hi there'],
    ]);
  });

  it.each([[undefined], [null], [7], ['x'], [[]], [{}]])('makes nothing of %j', (nothing) => {
    expect(conversationOf(nothing)).toEqual([]);
  });
});
