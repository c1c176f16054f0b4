import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { callsOfSpans } from './calls-of-spans.js';
import type { LlmSpanCall } from './span-call.js';

const FIXTURES = new URL('../../../../test/fixtures/otlp/', import.meta.url);

interface Fixture {
  expected: { span: string; row: Record<string, unknown> | null }[];
  request: { body: { resourceSpans: { scopeSpans: { spans: object[] }[] }[] } };
}

function fixture(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')) as Fixture;
}

/** Members as goldens write them: money as text, long texts by their beginning. */
function shortenedAs(row: Record<string, unknown>, call: LlmSpanCall): Record<string, unknown> {
  const entries = Object.entries(row).map(([member, wanted]) => {
    const value = call[member as keyof LlmSpanCall] as unknown;
    if (member === 'estimatedCost') return [member, typeof value === 'number' ? String(value) : value];
    if (typeof wanted === 'string' && wanted.endsWith('…') && typeof value === 'string')
      return [member, `${value.slice(0, wanted.length - 1)}…`.replace(/\s…$/, ' …')];
    return [member, value];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

describe('callsOfSpans', () => {
  it.each(readdirSync(FIXTURES).filter((name) => name.endsWith('.json')))('%s', (name) => {
    const { expected, request } = fixture(name);
    const calls = callsOfSpans(request.body.resourceSpans).filter(({ kind }) => kind === 'call');
    const rows = expected.flatMap(({ row }) => (row === null ? [] : [row]));
    expect(calls.map((call, index) => shortenedAs(rows[index] ?? {}, call))).toMatchObject(rows);
    expect(calls).toHaveLength(rows.length);
  });
});
