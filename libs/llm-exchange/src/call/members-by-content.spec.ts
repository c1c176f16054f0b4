import { describe, expect, it } from '@jest/globals';
import { PAYLOAD_MEMBERS, PERSONAL_MEMBERS, TEXT_MEMBERS } from './members-by-content.js';

describe('what members of a call hold', () => {
  it('names all that was asked and answered', () => {
    expect(PAYLOAD_MEMBERS).toEqual(['prompt', 'systemPrompt', 'requestParameters', 'response', 'toolCalls']);
  });

  it('names all that may quote it', () => {
    expect(TEXT_MEMBERS).toEqual([...PAYLOAD_MEMBERS, 'errorMessage', 'metadata']);
  });

  it('names all that points to a person', () => {
    const ids = ['userId', 'sessionId', 'taskId', 'reviewId', 'traceId', 'parentCallId'];
    expect([...PERSONAL_MEMBERS].sort()).toEqual([...TEXT_MEMBERS, ...ids].sort());
  });
});
