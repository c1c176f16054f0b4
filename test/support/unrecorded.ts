import { describe, expect, it } from '@jest/globals';
import type { LlmExchange, parseLlmExchange, ParsedLlmExchange } from 'llm-exchange/exchange';

/** An exchange of which there is no recording, written after the provider's documentation, and what is read of it. */
export type UnrecordedCase = readonly [
  what: string,
  exchange: Omit<LlmExchange, 'status'> & { status?: number },
  read: Partial<ParsedLlmExchange>,
];

export function describeUnrecorded(of: string, cases: readonly UnrecordedCase[], parse: typeof parseLlmExchange): void {
  describe(`parseLlmExchange of ${of}, as was not recorded`, () => {
    it.each(cases)('reads %s', (_what, exchange, read) => {
      expect(parse({ status: 200, ...exchange })).toMatchObject({ error: null, ...read });
    });
  });
}
