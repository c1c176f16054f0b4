import { describe, expect, it } from '@jest/globals';
import { suite } from '../support/suite.js';

const boom = (): never => {
  throw new Error('boom');
};
const hostile: object = new Proxy(
  {},
  { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom },
);

describe('poison', () => {
  const log = suite();

  async function stored(call: object): Promise<Record<string, any>> {
    await log.logger.record(call);
    const rows = await log.stored();
    expect(rows).toHaveLength(1);
    return rows[0]!;
  }

  it('NULs and lone surrogates', async () => {
    const row = await stored({ prompt: 'a\0b', response: '\ud800x', metadata: { 'k\0': 'v\udc00' } });
    expect(row).toMatchObject({ prompt: 'a\ufffdb', response: '\ufffdx', metadata: { 'k\ufffd': 'v\ufffd' } });
  });

  it.each([
    ['one byte a character', 'x', 1],
    ['two', 'é', 2],
    ['three', '€', 3],
  ])('50 MB texts, %s', async (_, char, size) => {
    const text = char.repeat(50e6 / size);
    const row = await stored({ prompt: text, metadata: { text } });
    const bytes = Math.floor(50e6 / size) * size;
    expect(Buffer.byteLength(row['prompt'])).toBeLessThanOrEqual(262_144);
    expect(row['metadata'].truncated).toBeDefined();
    expect(row['prompt']).toContain(`of ${bytes} bytes cut`);
  });

  it('metadata that is cyclic, hostile or of no JSON', async () => {
    const metadata: Record<string, unknown> = {
      big: 10n,
      never: new Date(NaN),
      nan: NaN,
      hostile,
      throwing: { toJSON: boom, fine: 1 },
      map: new Map([['a', 1]]),
    };
    metadata['self'] = metadata;
    Object.defineProperty(metadata, 'getter', { enumerable: true, get: boom });
    Object.defineProperty(metadata, '__proto__', { enumerable: true, value: { polluted: true } });
    const row = await stored({ metadata });
    expect(row['metadata']).toMatchObject({
      big: '10',
      never: 'Invalid Date',
      nan: 'NaN',
      hostile: '[Unreadable]',
      throwing: { toJSON: '[Function]', fine: 1 },
      map: { a: 1 },
      self: '[Circular]',
      getter: '[Getter]',
    });
    expect(Object.keys(row['metadata'])).toContain('__proto__');
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });

  it('objects of a million members, lists of a million values and nesting without end', async () => {
    const wide: Record<string, number> = {};
    for (let index = 0; index < 1e6; index += 1) wide[`k${index}`] = index;
    let deep: object = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    const row = await stored({
      metadata: { deep },
      requestParameters: { wide },
      prompt: new Array(1e6).fill(7),
    });
    expect(JSON.stringify(row['metadata'])).toContain('[Too deep]');
    expect(row['request_parameters'].wide['…']).toMatch(/^\[\d+ more\]$/);
    expect(row['prompt']).toMatch(/^\[7,7,7.*more\]"\]$/s);
  });

  it('members that cannot be used are named', async () => {
    const row = await stored({
      promptTokens: NaN,
      completionTokens: 10n as unknown,
      startedAt: new Date(NaN),
      metadata: hostile,
      tags: hostile,
      prompt: 'still here',
      get response(): string {
        return boom();
      },
      toolCalls: [hostile],
    });
    expect(row['prompt']).toBe('still here');
    const named = (row['metadata'].invalid as string[]).map((line) => line.split(':')[0]);
    expect(named).toEqual(
      expect.arrayContaining(['promptTokens', 'completionTokens', 'startedAt', 'tags', 'response', 'toolCalls']),
    );
  });

  it('a call that is hostile as a whole', async () => {
    await log.logger.record(hostile as never);
    const id = await log.logger.start(hostile as never);
    await log.logger.complete(id, hostile as never);
    await log.logger.record(null as never);
    const rows = await log.stored();
    expect(rows).toHaveLength(3);
    expect(rows[0]!['metadata'].invalid).toEqual(['call: could not be read: boom']);
    expect(rows[1]).toMatchObject({ id, status: 'success' });
  });

  it('work is done all the same, whatever its log entry', async () => {
    await expect(log.logger.logCall(hostile as never, () => Promise.resolve(42))).resolves.toBe(42);
    const rows = await log.stored();
    expect(rows).toHaveLength(1);
  });
});
