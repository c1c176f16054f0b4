import { describe, expect, it } from '@jest/globals';
import { storedNotes } from './note-reading.js';

describe('storedNotes', () => {
  it('lists what the log took out, cut, refused and worked out', () => {
    const notes = storedNotes({
      redacted: { email: 2 },
      redactedInOutcome: { jwt: 1 },
      truncated: { prompt: { bytes: 1_048_576, sha256: 'ab' } },
      invalid: ['temperature: not a number'],
      tokensEstimated: true,
      retries: [{}, {}],
      customer: 'acme',
    });
    expect(notes.map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`)).toEqual([
      'redacted email: taken out 2 times',
      'redacted jwt: taken out once',
      'truncated prompt: cut, of 1 MiB',
      'invalid left out: temperature: not a number',
      'estimated tokens: counted here, as the provider did not report them',
      'retried 2 earlier: attempts failed: see the metadata',
    ]);
  });

  it('is not misled by metadata of the application’s own', () => {
    expect(storedNotes(null)).toEqual([]);
    expect(storedNotes({ redacted: true, truncated: [1], invalid: 'no', retries: {}, tokensEstimated: 'x' })).toEqual(
      [],
    );
  });
});
