import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LlmLoggerService, LlmLoggingOptionsError, type RedactionRule } from 'nestjs-llm-logging';
import { logging, startContext } from '../support/application.js';
import { suite } from '../support/suite.js';

const KEY = 'sk-aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY';
const MARK = '[redacted:openai-key]';

describe('redaction', () => {
  const log = suite(() => {
    const broken = {
      name: 'broken',
      redact: (text: string) => {
        if (text.includes('explode')) throw new Error(text);
        return text;
      },
    };
    const redact: RedactionRule[] = [/EMP-\d+/, { name: 'plate', pattern: /B-[A-Z]{2} \d+/ }, broken, 'email'];
    return { redact, capture: { maxPayloadBytes: 4_096 } };
  });

  it('takes secrets out of every text and of metadata, and counts them', async () => {
    await log.logger.record({
      prompt: `p ${KEY}`,
      systemPrompt: `s ${KEY}`,
      response: `r ${KEY}`,
      errorMessage: `Incorrect API key provided: ${KEY}.`,
      status: 'error',
      requestParameters: { headers: { Authorization: 'Bearer abc' }, list: [KEY], password: 1234 },
      toolCalls: [{ name: 'login', arguments: { user: 'bob', password: 'hunter2', note: KEY } }],
      metadata: { deep: [{ [KEY]: { api_key: 'hunter2', ok: 'fine' } }], count: 1 },
    });
    const [row] = await log.stored();
    expect(JSON.stringify(row)).not.toMatch(/aB3dE5|hunter2|Bearer|1234/);
    expect(row).toMatchObject({
      prompt: `p ${MARK}`,
      system_prompt: `s ${MARK}`,
      response: `r ${MARK}`,
      error_message: `Incorrect API key provided: ${MARK}.`,
      request_parameters: { headers: { Authorization: '[redacted:named-secret]' }, list: [MARK] },
      tool_calls: [{ name: 'login', arguments: { user: 'bob', note: MARK } }],
      metadata: {
        deep: [{ [MARK]: { api_key: '[redacted:named-secret]', ok: 'fine' } }],
        count: 1,
        redacted: { 'openai-key': 7, 'named-secret': 4 },
      },
    });
  });

  it('applies the rules of the application', async () => {
    await log.logger.record({ prompt: 'EMP-12 drives B-AB 123', response: 'write to a@b.example', model: 'm' });
    await log.logger.record({ prompt: 'explode EMP-12', response: 'fine', model: 'm' });
    const [row, failed] = await log.stored();
    expect(row).toMatchObject({
      prompt: '[redacted:custom-1] drives [redacted:plate]',
      response: 'write to [redacted:email]',
      metadata: { redacted: { 'custom-1': 1, plate: 1, email: 1 } },
    });
    expect(failed).toMatchObject({
      prompt: '[redacted:broken failed]',
      response: 'fine',
      metadata: { redacted: { 'custom-1': 1, broken: 1 } },
    });
  });

  it('counts start and outcome together, whether they are stored in one or in two', async () => {
    for (const inTwo of [false, true]) {
      const id = await log.logger.start({ prompt: `${KEY} EMP-1`, metadata: { mine: 1 } });
      if (inTwo) await log.logger.flush();
      await log.logger.complete(id, { response: `${KEY} B-AB 1` });
    }
    const rows = await log.stored();
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(row['metadata']).toEqual({ mine: 1, redacted: { 'openai-key': 2, 'custom-1': 1, plate: 1 } });
  });

  it('counts separately what another process takes out of the outcome', async () => {
    const other = await startContext({ imports: [logging(log.database)] });
    const id = await log.logger.start({ prompt: `${KEY} ${KEY}` });
    await log.logger.flush();
    await other.get(LlmLoggerService).complete(id, { response: KEY });
    await other.close();
    const [row] = await log.stored();
    expect(row).toMatchObject({ response: MARK, status: 'success' });
    expect(row!['metadata']).toEqual({ redacted: { 'openai-key': 2 }, redactedInOutcome: { 'openai-key': 1 } });
  });

  it('cuts long texts without cutting a secret in two, and notes length and hash', async () => {
    const filler = (length: number): string => 'lorem ipsum '.repeat(length / 12 + 1).slice(0, length);
    for (let shift = 0; shift < 40; shift += 3) {
      const half = 1_990 + shift;
      await log.logger.record({ prompt: `${filler(half)} ${KEY} ${filler(60_000)} ${KEY} ${filler(half)}` });
    }
    await log.logger.record({ response: 'x'.repeat(5_000), metadata: { long: 'y'.repeat(9_000) } });
    const rows = await log.stored();
    const last = rows.pop()!;
    for (const { prompt, metadata } of rows) {
      expect(prompt).not.toMatch(/sk-aB|5rS7tU9vW1xY|vW1xY/);
      expect(Buffer.byteLength(prompt)).toBeLessThanOrEqual(4_096);
      expect(metadata.truncated.prompt.bytes).toBeGreaterThan(64_000);
    }
    expect(last['metadata'].truncated).toEqual({
      response: { bytes: 5_000, sha256: createHash('sha256').update('x'.repeat(5_000)).digest('hex') },
      metadata: { bytes: 9_000, sha256: createHash('sha256').update('y'.repeat(9_000)).digest('hex') },
    });
  });

  it('refuses wrong rules at start, all at once', async () => {
    const redact = [/(a+)+$/, 'emial', { name: 'x', pattern: /y*/ }] as RedactionRule[];
    const start = startContext({ imports: [logging(log.database, { redact })] });
    await expect(start).rejects.toThrow(LlmLoggingOptionsError);
    await expect(start).rejects.toThrow(
      /redact\[0\]: repeats[^]*redact\[1\]: must be[^]*redact\[2\]\.pattern: matches/,
    );
  });
});
