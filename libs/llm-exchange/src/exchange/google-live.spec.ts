import { describe, expect, it } from '@jest/globals';
import type { Json } from '../reading/json-reading.js';
import { LlmAnswerReader } from './answer-reader.js';
import { turnsOfSocket } from './turns-of-socket.js';

const URL_OF_LIVE = new URL(
  'wss://generativelanguage.googleapis.com/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent?key=k',
);

/** What became of the turns of a socket. */
interface Turn {
  readonly request: Json;
  readonly reader: LlmAnswerReader;
  end: 'open' | 'whole' | 'broken';
}

function socket() {
  const turns: Turn[] = [];
  const found = turnsOfSocket(URL_OF_LIVE, (request) => {
    const answer = { status: 200, contentType: 'text/event-stream', api: 'live' };
    const turn: Turn = { request, reader: new LlmAnswerReader(answer, { maxTextBytes: 1_000 }), end: 'open' };
    turns.push(turn);
    return {
      push: (event) => void turn.reader.pushEvent(event),
      end: () => void (turn.end = 'whole'),
      breakOff: () => void (turn.end = 'broken'),
    };
  });
  const sent = (message: object): void => found!.sent(JSON.stringify(message));
  const received = (message: object): void => found!.received(JSON.stringify(message));
  return { turns, sent, received, closed: () => found!.closed() };
}

const SETUP = { setup: { model: 'models/gemini-live-2.5', systemInstruction: { parts: [{ text: 'Be kind.' }] } } };
const said = (text: string) => ({ serverContent: { modelTurn: { parts: [{ text }] } } });

describe('Gemini Live', () => {
  it('has a call for each turn of the model, counted over its parts', () => {
    const { turns, sent, received } = socket();
    sent(SETUP);
    sent({ clientContent: { turns: [{ role: 'user', parts: [{ text: 'Weather?' }] }], turnComplete: true } });
    received({ setupComplete: {} });
    received({ toolCall: { functionCalls: [{ id: 'c', name: 'weather', args: { city: 'Rome' } }] } });
    received({ usageMetadata: { promptTokenCount: 10, responseTokenCount: 5, totalTokenCount: 15 } });
    received(said('It is '));
    received(said('warm.'));
    received({ serverContent: { turnComplete: true }, usageMetadata: { promptTokenCount: 20, responseTokenCount: 7 } });
    expect(turns).toMatchObject([
      {
        end: 'whole',
        request: { model: 'gemini-live-2.5', contents: [{ parts: [{ text: 'Weather?' }] }] },
      },
    ]);
    expect(turns[0]!.reader.read().reading).toMatchObject({
      response: 'It is warm.',
      toolCalls: [{ id: 'c', name: 'weather', arguments: { city: 'Rome' } }],
      promptTokens: 30,
      completionTokens: 12,
    });
  });

  it('begins with what the model says where the user speaks, and is broken off with its socket', () => {
    const { turns, sent, received, closed } = socket();
    sent(SETUP);
    sent({ realtimeInput: { audio: { data: 'AAAA', mimeType: 'audio/pcm' } } });
    received({ serverContent: { inputTranscription: { text: 'Hello' } } });
    expect(turns).toEqual([]);
    received({ serverContent: { outputTranscription: { text: 'Hi there' }, interrupted: true } });
    closed();
    expect(turns).toMatchObject([{ end: 'broken', request: { contents: [{ parts: [{ text: 'Hello' }] }] } }]);
    expect(turns[0]!.reader.read().reading).toMatchObject({ response: 'Hi there', finishReason: 'interrupted' });
  });
});
