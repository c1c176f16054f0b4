import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { setTimeout as sleep } from 'node:timers/promises';
import { anthropic, messages, openai, type Reached } from '../../support/provider-sdks.js';
import { begunAnswer, ReplayServer } from '../../support/replay-server.js';
import { suite } from '../../support/suite.js';

/** What the helpers of both SDKs have in common. */
interface Helper extends AsyncIterable<unknown> {
  on(event: string, listener: (value: never) => void): unknown;
  done(): Promise<void>;
  abort(): void;
}

describe('stream helpers of SDKs', () => {
  let server: ReplayServer;
  const log = suite();
  beforeAll(async () => void (server = await ReplayServer.start()));
  afterAll(() => server.close());

  const model = 'gpt-4o';
  const params: OpenAI.ChatCompletionCreateParamsStreaming = { model, messages, stream: true };
  const HELPERS = [
    {
      name: 'openai.chat.completions.stream()',
      recording: 'openai/chat-stream-usage',
      make: (reached: Reached): Helper => openai(reached).chat.completions.stream(params) as never,
      piece: 'content',
      tokens: [12, 5],
    },
    {
      name: 'openai.responses.stream()',
      recording: 'openai/responses-stream-basic',
      make: (reached: Reached): Helper => openai(reached).responses.stream({ model, input: 'Hello?' }) as never,
      piece: 'response.output_text.delta',
      tokens: [21, 3],
    },
    {
      name: 'anthropic.messages.stream()',
      recording: 'anthropic/messages-stream-basic',
      make: (reached: Reached): Helper =>
        anthropic(reached).messages.stream({ model: 'claude-sonnet', max_tokens: 99, messages }) as never,
      piece: 'text',
      tokens: [expect.any(Number), expect.any(Number)],
    },
  ];

  describe.each(HELPERS)('$name', ({ make, recording, piece, tokens }) => {
    describe.each([
      ['seen by fetch', () => ({ url: server.url, fetch: log.logger.fetch })],
      ['not seen', () => ({ url: server.url })],
    ])('with its exchange %s', (_seen, reached) => {
      const called = (): Promise<Helper> => log.logger.logCall({ callType: 'chat' }, () => make(reached()));
      const whole = {
        status: 'success',
        prompt_tokens: tokens[0],
        completion_tokens: tokens[1],
        response: expect.stringMatching(/./),
        time_to_first_token_ms: expect.any(Number),
      };

      it('is one whole row when it is used by events', async () => {
        server.answers(recording);
        const helper = await called();
        let pieces = 0;
        helper.on(piece, () => (pieces += 1));
        await helper.done();
        expect(pieces).toBeGreaterThan(0);
        expect(await log.stored()).toMatchObject([whole]);
      });

      it('is one whole row when it is iterated', async () => {
        server.answers(recording);
        let pieces = 0;
        for await (const _ of await called()) pieces += 1;
        expect(pieces).toBeGreaterThan(0);
        expect(await log.stored()).toMatchObject([whole]);
      });

      it('fails and is cancelled as it does itself', async () => {
        const failed = {
          status: 400,
          pieces: ['{"error":{"message":"no such model","type":"invalid_request_error"}}'],
        };
        server.answers({ ...failed, headers: { 'content-type': 'application/json' } }, begunAnswer(recording, 9));
        await expect((await called()).done()).rejects.toThrow(/no such model/);
        const aborted = await called();
        const done = aborted.done();
        await sleep(20);
        aborted.abort();
        await expect(done).rejects.toThrow(/aborted/);
        expect(await log.stored()).toMatchObject([{ status: 'error', error_code: '400' }, { status: 'cancelled' }]);
      });
    });
  });

  describe('a stream that nobody reads', () => {
    it('does not hold back its exchange', async () => {
      server.answers('openai/chat-stream-usage');
      const answer = async (): Promise<ReadableStream> => {
        const text = await (await log.logger.fetch(`${server.url}/v1/chat/completions`, asked)).text();
        return new Response(text).body!;
      };
      const asked = { method: 'POST', body: JSON.stringify(params) };
      const kept = await log.logger.logCall({ callType: 'chat' }, answer);
      let rows = await log.stored();
      while (rows[0]!['status'] === 'pending') {
        await sleep(50);
        rows = await log.stored();
      }
      expect(rows).toMatchObject([{ status: 'success', prompt_tokens: 12, completion_tokens: 5 }]);
      await kept.cancel();
      expect(await log.stored()).toMatchObject([{ status: 'success', prompt_tokens: 12 }]);
    });
  });
});
