import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type BedrockRuntimeClientConfig,
} from '@aws-sdk/client-bedrock-runtime';
import { Injectable } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import { logging, startContext, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { invokeStream } from '../support/framing.js';
import { chunksOf, recording } from '../support/recordings.js';
import { ReplayServer, type ReplayedAnswer } from '../support/replay-server.js';

const messages = [{ role: 'user' as const, content: [{ text: 'Hello?' }] }];
const claude = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 64,
  messages: [{ role: 'user', content: 'Hello?' }],
};

function client(server: ReplayServer, config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  return new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials,
    maxAttempts: 1,
    ...config,
  });
}

@Injectable()
class AskingService {
  client!: BedrockRuntimeClient;

  @LogLlmCall({ callType: 'chat', provider: 'bedrock' })
  converse() {
    return this.client.send(new ConverseCommand({ modelId: 'amazon.nova-micro-v1:0', messages }));
  }

  @LogLlmCall({ callType: 'chat', provider: 'bedrock' })
  converseStream() {
    return this.client.send(new ConverseStreamCommand({ modelId: 'amazon.nova-micro-v1:0', messages }));
  }

  @LogLlmCall({ callType: 'chat', provider: 'bedrock' })
  invoke() {
    const modelId = 'anthropic.claude-3-5-sonnet-20240620-v1:0';
    return this.client.send(new InvokeModelCommand({ modelId, body: JSON.stringify(claude) }));
  }

  @LogLlmCall({ callType: 'chat', provider: 'bedrock' })
  invokeStream() {
    const modelId = 'anthropic.claude-3-5-sonnet-20240620-v1:0';
    return this.client.send(new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(claude) }));
  }
}

async function drained(stream: AsyncIterable<unknown> | undefined): Promise<number> {
  let chunks = 0;
  for await (const _ of stream!) chunks += 1;
  return chunks;
}

/** What the SDK is asked, and what its caller reads. */
async function ask(service: AskingService): Promise<void> {
  expect((await service.converse()).output?.message?.content?.length).toBeGreaterThan(0);
  expect(await drained((await service.converseStream()).stream)).toBeGreaterThan(2);
  expect(JSON.parse(new TextDecoder().decode((await service.invoke()).body))).toMatchObject({ role: 'assistant' });
  expect(await drained((await service.invokeStream()).body)).toBeGreaterThan(2);
}

const streamed: ReplayedAnswer = {
  headers: { 'content-type': 'application/vnd.amazon.eventstream' },
  pieces: [invokeStream(chunksOf(recording('anthropic/messages-stream-basic')) as object[])],
};
const ANSWERS = ['bedrock/converse-basic', 'bedrock/converse-stream-tools', 'bedrock/invoke-claude-tools', streamed];

const ROWS = [
  { status: 'success', prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) },
  { status: 'success', prompt_tokens: expect.any(Number), tool_calls: [expect.anything(), expect.anything()] },
  { status: 'success', prompt_tokens: expect.any(Number), finish_reason: 'tool_use' },
  { status: 'success', prompt_tokens: 20, completion_tokens: 5, response: expect.any(String) },
].map((row) => expect.objectContaining(row));

describe.each([
  ['with capture.auto', { auto: true }],
  ['by annotation alone', {}],
])('the AWS SDK, %s', (_, capture) => {
  let servers: ReplayServer[];
  let database: TestDatabase;
  let app: INestApplicationContext;

  beforeAll(async () => {
    servers = [await ReplayServer.start({ http2: true }), await ReplayServer.start()];
    database = await createTestDatabase();
    const hosts = Object.fromEntries(servers.map(({ host }) => [host, 'bedrock']));
    app = await startContext({
      imports: [logging(database, { capture: { ...capture, hosts } })],
      providers: [AskingService],
    });
  });
  beforeEach(async () => {
    await app.get(LlmLoggerService).flush();
    await database.query('DELETE FROM llm_calls');
  });
  afterAll(async () => {
    await app.close();
    for (const server of servers) await server.close();
    await database.drop();
  });

  it.each([
    ['HTTP/2, its default', 0, {}],
    ['HTTP/1.1', 1, { requestHandler: new NodeHttpHandler() }],
  ])('is one row for each call over %s', async (_name, index, config) => {
    const server = servers[index]!;
    const service = app.get(AskingService);
    service.client = client(server, config);
    server.answers(...ANSWERS);
    await ask(service);
    service.client.destroy();
    const rows = await storedCalls(app, database);
    expect(rows).toEqual(ROWS);
    // Only what was sent names the model and what was asked.
    if ('auto' in capture) expect(rows[1]).toMatchObject({ request_model: 'amazon.nova-micro-v1:0', prompt: 'Hello?' });
  });

  it('records the status that refused a call', async () => {
    const server = servers[1]!;
    const service = app.get(AskingService);
    service.client = client(server, { requestHandler: new NodeHttpHandler() });
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'ThrottlingException' };
    server.answers({ status: 429, headers, pieces: ['{"message":"Too many requests"}'] });
    await expect(service.converse()).rejects.toThrow('Too many requests');
    service.client.destroy();
    const rows = await storedCalls(app, database);
    expect(rows).toMatchObject([{ status: 'error', error_code: '429', error_type: 'ThrottlingException' }]);
  });
});
