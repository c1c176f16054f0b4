import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { recordedAnswer, ReplayServer } from '../support/replay-server.js';

const SCRIPT = fileURLToPath(new URL('./beside-hooks.mjs', import.meta.url));
const STREAM = 'openai/chat-stream-usage';
const CLIENTS = ['node:http', 'axios', 'fetch'];
const SYSTEMS = ['require', 'import'] as const;
const ORDERS = ['before it', 'after it'] as const;
/** Those of a process without the log, too. */
const REQUESTS = CLIENTS.length * (ORDERS.length + 1);

interface Seen {
  header: string;
  text: string;
  calls: object[];
  spans: number[];
}

type Report = Record<(typeof ORDERS)[number] | 'alone', Record<string, Seen>>;

describe.each(SYSTEMS)('beside OpenTelemetry’s hooks, by %s', (system) => {
  let server: ReplayServer;
  let report: Report;

  beforeAll(async () => {
    server = await ReplayServer.start();
    server.answers(...Array.from({ length: REQUESTS }, () => STREAM));
    const url = `${server.url}/v1/chat/completions`;
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, system, url], { timeout: 100_000 });
    report = JSON.parse(stdout) as Report;
  });
  afterAll(() => server.close());

  it.each(ORDERS)('a call is one row, and as many spans as without the log, where the log starts %s', (order) => {
    const { headers, pieces } = recordedAnswer(STREAM);
    const given = { header: headers!['content-type'], text: pieces!.join('') };
    const calls = [{ status: 'success', promptTokens: 12, prompt: 'Hello?' }];
    for (const name of CLIENTS) {
      const { spans } = report.alone[name]!;
      expect(spans.length).toBeGreaterThan(0);
      expect(report[order][name]).toEqual({ ...given, calls, spans });
    }
  });

  it('what was sent is as it was, with the trace that OpenTelemetry adds', () => {
    expect(server.received).toHaveLength(REQUESTS);
    for (const { headers } of server.received)
      expect(headers).toMatchObject({ 'x-own': 'kept', traceparent: expect.any(String) });
  });
});
