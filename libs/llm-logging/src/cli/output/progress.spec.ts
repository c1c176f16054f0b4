import { describe, expect, it } from '@jest/globals';
import { Progress } from './progress.js';

describe('progress', () => {
  const run = (stderr: { isTTY?: boolean }, stdout: { isTTY?: boolean } = {}): string => {
    let now = 100_000;
    let text = '';
    const output = { ...stderr, write: (piece: string) => (text += piece) };
    const progress = new Progress({ stderr: output, stdout } as never, { sharesLine: true }, () => now);
    for (let at = 0; at <= 40; at += 1) {
      progress.reach(at, 40, `day ${at}`);
      now += 300;
    }
    progress.end();
    return text;
  };

  it('is a line from time to time where nobody looks', () => {
    expect(run({})).toBe('42 %  day 17\n85 %  day 34\n');
  });

  it('is a bar on a terminal, gone at the end', () => {
    const drawn = run({ isTTY: true });
    expect(drawn).toMatch(/▕.*▏.*100 %/s);
    expect(drawn.endsWith('\r\u001b[K')).toBe(true);
  });

  it('is nothing where it would tear what is printed', () => {
    expect(run({}, { isTTY: true })).toBe('');
  });
});
