import { describe, expect, it } from '@jest/globals';
import { redact } from './redact.js';

const key = `sk-proj-${'a1B2'.repeat(12)}`;

describe('redact', () => {
  it('takes secrets out of a text', () => {
    expect(redact(`My key is ${key}.`)).toBe('My key is [redacted:openai-key].');
    expect(redact('The weather is fine.')).toBe('The weather is fine.');
  });

  it('takes them out of a copy of any other value', () => {
    const given = { headers: { authorization: `Bearer ${key}` }, notes: [`of ${key}`, 7, null] };
    const before = structuredClone(given);
    const copy = redact(given);
    expect(JSON.stringify(copy)).not.toContain(key);
    expect(copy).toMatchObject({ notes: [expect.stringContaining('[redacted:'), 7, null] });
    expect(given).toEqual(before);
  });

  it('takes rules of one’s own, and names a wrong one', () => {
    expect(redact('Order 12345', [{ name: 'order', pattern: /\d{5}/ }])).toBe('Order [redacted:order]');
    expect(redact('Mail a@b.example', ['email'])).toBe('Mail [redacted:email]');
    expect(() => redact('x', [7 as never])).toThrow(/redact\[0\]/);
  });
});
