import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { recordedAnswer, ReplayServer } from '../support/replay-server.js';
import { fetchedPackage } from '../support/fetched-package.mjs';

const SCRIPT = fileURLToPath(new URL('./beside-hooks.mjs', import.meta.url));
const STREAM = 'openai/chat-stream-usage';
const CLIENTS = ['node:http', 'axios', 'fetch'];
/** With the log and without it. */
const REQUESTS = CLIENTS.length * 2;

const IS_ALL = process.env['TEST_HOOKS'] === 'all';

/** The header in which hooks hand their trace on. */
const HOOKS: Readonly<Record<string, string>> = {
  OpenTelemetry: 'traceparent',
  Sentry: 'sentry-trace',
  // Not installed with the others, as it brings a hundred megabytes of programs along that no test needs.
  ...(IS_ALL && { Datadog: 'x-datadog-trace-id' }),
};
/** `npm test` has each of both once, TEST_HOOKS=all each with each. */
const LOADED = [
  ['require', 'log first'],
  ['import', 'hooks first'],
  ...(IS_ALL
    ? [
        ['require', 'hooks first'],
        ['import', 'log first'],
      ]
    : []),
] as const;
const PROCESSES = Object.keys(HOOKS).flatMap((hooks) => LOADED.map(([system, order]) => ({ hooks, system, order })));

interface Seen {
  header: string;
  text: string;
  calls?: object[];
  spans: number[];
}

type Report = Record<'beside' | 'alone', Record<string, Seen>>;

let server: ReplayServer;
/** Where Datadog's spans go. */
let agent: Server;

beforeAll(async () => {
  server = await ReplayServer.start();
  agent = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  await new Promise<void>((resolve) => void agent.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await server.close();
  agent.closeAllConnections();
  await new Promise((resolve) => agent.close(resolve));
});

function environment(hooks: string): NodeJS.ProcessEnv {
  if (hooks !== 'Datadog') return process.env;
  const { port } = agent.address() as AddressInfo;
  const DD_TRACE_PATH = fetchedPackage('dd-trace', '5.132.0');
  const off = { DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false', DD_REMOTE_CONFIGURATION_ENABLED: 'false' };
  return { ...process.env, ...off, DD_TRACE_PATH, DD_TRACE_AGENT_URL: `http://127.0.0.1:${port}` };
}

it.each(PROCESSES)(
  'beside the hooks of $hooks, by $system, $order: a call is one row, and all else is as without the log',
  async ({ hooks, system, order }) => {
    server.answers(...Array.from({ length: REQUESTS }, () => STREAM));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [SCRIPT, hooks, system, order, `${server.url}/v1/chat/completions`],
      { timeout: 100_000, env: environment(hooks) },
    );
    const { beside, alone } = JSON.parse(stdout.trim().split('\n').at(-1)!) as Report;
    const { headers, pieces } = recordedAnswer(STREAM);
    const given = { header: headers!['content-type'], text: pieces!.join('') };
    const calls = [{ status: 'success', promptTokens: 12, prompt: 'Hello?' }];
    for (const name of CLIENTS) {
      const { spans } = alone[name]!;
      expect(spans.length).toBeGreaterThan(0);
      expect(beside[name]).toEqual({ ...given, calls, spans });
    }
    expect(server.received).toHaveLength(REQUESTS);
    for (const { headers } of server.received)
      expect(headers).toMatchObject({ 'x-own': 'kept', [HOOKS[hooks]!]: expect.any(String) });
  },
);
