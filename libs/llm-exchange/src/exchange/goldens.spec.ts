import { describe, expect, it } from '@jest/globals';
import { goldenAnswer, goldenError, goldenRequest, shortenedAs } from '../../../../test/support/goldens.js';
import { chunksOf, exchangeOf, recording, RECORDINGS, type Recording } from '../../../../test/support/recordings.js';
import { parseLlmExchange } from './parse-llm-exchange.js';
import { readLlmResult } from '../results/read-result.js';
import { LlmResultStreamReader } from '../results/result-stream.js';

function readAsResult(recorded: Recording): object | null {
  if (recorded.response !== undefined) return readLlmResult(recorded.response);
  const reader = new LlmResultStreamReader({ maxTextBytes: 100_000 });
  for (const chunk of chunksOf(recorded)) reader.push(chunk);
  return reader.result();
}

describe.each(RECORDINGS)('%s', (name) => {
  const { provider, api } = recording(name);
  const expected = { provider, api, ...goldenRequest(name), ...goldenAnswer(name), error: goldenError(name) };

  it('is read as its golden says', () => {
    const { requestParameters: _, ...parsed } = parseLlmExchange(exchangeOf(name));
    expect(shortenedAs(expected, parsed)).toEqual(expected);
  });

  it('is read so too when it is raw bytes, with whatever line ends', () => {
    const { responseBody, responseText, responseBytes, ...exchange } = exchangeOf(name);
    const text = responseText?.replace(/\r?\n/g, '\r\n') ?? JSON.stringify(responseBody);
    const bytes = responseBytes ?? Buffer.from(text);
    const { requestParameters: _, ...parsed } = parseLlmExchange({ ...exchange, responseBytes: bytes });
    expect(shortenedAs(expected, parsed)).toEqual(expected);
  });
});

/** What SDKs give: parsed answers, and the parsed events of streams. */
const GIVEN = RECORDINGS.filter((name) => {
  const { response, sse, ndjson } = recording(name);
  return goldenError(name) === null && (response ?? sse ?? ndjson) !== undefined;
});

describe('what SDKs make of a recording', () => {
  it.each(GIVEN)('%s', (name) => {
    const expected = goldenAnswer(name);
    const reading = readAsResult(recording(name));
    // No exchange says who answered here, and an empty text is one.
    const { provider: _, response, ...rest } = { response: null, ...reading } as Record<string, unknown>;
    expect(shortenedAs(expected, { ...rest, response: response || null })).toEqual(expected);
  });
});
