import { expect, it } from '@jest/globals';
import { normalisedMessage } from './normalised-message.js';

it.each([
  ['Rate limit reached: 29,512 of 30,000 tokens, retry in 1.2s', 'Rate limit reached: … of … tokens, retry in …s'],
  ['model "gpt-9" does not exist', 'model … does not exist'],
  ['request req_011CSHoEeqs5C35K2UUqR7Fy failed', 'request … failed'],
  ['job 019b7600-0000-7000-8000-000000000001\n timed out', 'job … timed out'],
  ['fetch of https://api.openai.com/v1/x?key=1 failed', 'fetch of … failed'],
  ['no account me@example.com', 'no account …'],
  ['connection refused', 'connection refused'],
])('%j is one with others that read %j', (message, expected) => {
  expect(normalisedMessage(message)).toBe(expected);
});
