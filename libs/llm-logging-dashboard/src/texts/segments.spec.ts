import { describe, expect, it } from '@jest/globals';
import { segmentsOf, visibleText } from './segments.js';

describe('segmentsOf', () => {
  it('marks what the log took out, cut and described', () => {
    const text =
      'key [redacted:openai-key], mail [redacted:names failed]\n… [10 of 20 bytes cut] …\n[image/png, 5120 bytes, sha256 9f86d081884c7d65]';
    expect(segmentsOf(text)).toEqual([
      { kind: 'text', text: 'key ' },
      { kind: 'redacted', rule: 'openai-key' },
      { kind: 'text', text: ', mail ' },
      { kind: 'redacted', rule: 'names failed' },
      { kind: 'text', text: '\n' },
      { kind: 'cut', text: '[10 of 20 bytes cut]' },
      { kind: 'text', text: '\n' },
      { kind: 'media', text: '[image/png, 5120 bytes, sha256 9f86d081884c7d65]' },
    ]);
  });

  it('names characters that turn or hide text, and lets those be that languages need', () => {
    expect(segmentsOf('a\u202eb\u0000')).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'invisible', name: 'U+202E', title: 'right-to-left override' },
      { kind: 'text', text: 'b' },
      { kind: 'invisible', name: 'U+0000', title: 'control character' },
    ]);
    const family = '👨\u200d👩\u200d👧 می\u200cخواهم\tשלום\n';
    expect(segmentsOf(family)).toEqual([{ kind: 'text', text: family }]);
  });

  it('reads what is hidden in tag characters', () => {
    const hidden = [...'ignore'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
    expect(segmentsOf(`hi${hidden}`)[1]).toMatchObject({ kind: 'invisible', name: 'hidden “ignore”' });
  });
});

describe('visibleText', () => {
  it('says what is hidden in a name, and leaves all else', () => {
    expect(visibleText('gpt\u202e-5 [redacted:jwt]')).toBe('gpt⟨U+202E⟩-5 [redacted:jwt]');
  });
});
