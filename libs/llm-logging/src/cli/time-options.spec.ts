import { describe, expect, it } from '@jest/globals';
import { CliUsageError } from './command.js';
import { timesOf } from './time-options.js';

const NOW = Date.UTC(2026, 10, 29, 12);

describe('times of the command line', () => {
  it.each([
    [{ since: '30m' }, { from: '2026-11-29T11:30:00.000Z' }],
    [{ since: '2h' }, { from: '2026-11-29T10:00:00.000Z' }],
    [
      { since: '7d', to: '2026-11-28' },
      { from: '2026-11-22T12:00:00.000Z', to: '2026-11-28' },
    ],
    [{ since: '4w' }, { from: '2026-11-01T12:00:00.000Z' }],
    [{ from: '2026-11-01' }, { from: '2026-11-01' }],
    [{}, {}],
  ])('%j', (given, times) => {
    expect(timesOf(given, NOW)).toEqual(times);
  });

  it.each([[{ since: '2' }], [{ since: '0h' }], [{ since: 'yesterday' }], [{ since: '1h', from: '2026-11-01' }]])(
    'refuse %j',
    (given) => {
      expect(() => timesOf(given, NOW)).toThrow(CliUsageError);
    },
  );
});
