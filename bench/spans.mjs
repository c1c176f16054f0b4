import 'reflect-metadata';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres } from '../test/support/postgres.mjs';

const TOKEN = 'bench';
const POST = 500;
const TEXT = 'word '.repeat(200);

/** What a span costs that another service sends: decoded, mapped, stored; and many of them end to end. */
export async function main(args) {
  const options = { spans: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '5' } };
  const { values } = parseArgs({ args, options });
  const count = Number(values.spans);
  const posts = await encoded(count);
  const { readTraceRequest } = await import('../libs/llm-logging/dist/ingest/protobuf/trace-request.js');
  const { callsOfSpans } = await import('nestjs-llm-logging/exchange');
  const texts = posts.map(({ json }) => json.toString('utf8'));
  const bodies = texts.map((text) => JSON.parse(text));
  const steps = {
    'JSON.parse of the same spans': () => texts.forEach((text) => JSON.parse(text)),
    'protobuf decoded': () => posts.forEach(({ protobuf }) => readTraceRequest(protobuf)),
    'mapped to calls': () => bodies.forEach((body) => callsOfSpans(body)),
  };
  const cpu = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, median(values.rounds, step)]));
  const { received, recorded, rows } = await endToEnd(posts, count);
  if (rows !== 2 * count) throw new Error(`${rows} rows of ${2 * count}`);
  cpu['received by HTTP and stored'] = received;
  cpu['record() of as many calls, stored'] = recorded;
  const unit = cpu['JSON.parse of the same spans'];
  console.log(`| ${count} spans of 2 KB of text | CPU a span, to JSON.parse of it |\n| --- | --- |`);
  for (const [name, used] of Object.entries(cpu)) console.log(`| ${name} | ${(used / unit).toFixed(1)}× |`);
  console.log(`\nA span received costs ${(received / recorded).toFixed(2)}× a call recorded in the process itself.`);
}

/** CPU of this process in µs. */
function cpuOf(step) {
  const before = process.cpuUsage();
  step();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function median(rounds, step) {
  step();
  const all = Array.from({ length: Number(rounds) }, () => cpuOf(step)).sort((a, b) => a - b);
  return all[all.length >> 1];
}

/** Posts as OpenTelemetry's exporters make them: traces of an agent's span and four calls. */
async function encoded(count) {
  const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } =
    await import('@opentelemetry/sdk-trace-base');
  const { ProtobufTraceSerializer, JsonTraceSerializer } = await import('@opentelemetry/otlp-transformer');
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('bench');
  for (let index = 0; index < count; index += 1) {
    const span = tracer.startSpan('chat gpt-4o', { kind: 2 });
    span.setAttributes({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': index,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: TEXT }] }]),
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: TEXT }] }]),
    });
    span.end();
  }
  const spans = exporter.getFinishedSpans();
  const posts = [];
  for (let at = 0; at < spans.length; at += POST) {
    const part = spans.slice(at, at + POST);
    posts.push({
      protobuf: Buffer.from(ProtobufTraceSerializer.serializeRequest(part)),
      json: Buffer.from(JsonTraceSerializer.serializeRequest(part)),
    });
  }
  return posts;
}

/** Into a PostgreSQL, from the first post to the last commit. */
async function endToEnd(posts, count) {
  const postgres = await startPostgres();
  const app = await started(postgres.url);
  try {
    const { LlmLoggerService } = await import('nestjs-llm-logging');
    const logger = app.get(LlmLoggerService);
    const url = await app.getUrl();
    const received = await cpuUntil(async () => {
      for (const { protobuf } of posts) await post(url, protobuf);
      await logger.flush();
    });
    const recorded = await cpuUntil(async () => {
      const call = { callType: 'chat', provider: 'openai', model: 'gpt-4o', prompt: TEXT, response: TEXT };
      for (let index = 0; index < count; index += 1)
        await logger.record({ ...call, promptTokens: index, completionTokens: 100 });
      await logger.flush();
    });
    return { received, recorded, rows: await rowsIn(postgres.url) };
  } finally {
    await app.close();
    await postgres.stop();
  }
}

async function started(url) {
  const { Module } = await import('@nestjs/common');
  const { NestFactory } = await import('@nestjs/core');
  const { LlmLoggingModule } = await import('nestjs-llm-logging');
  class Bench {}
  const log = LlmLoggingModule.forRoot({ database: { url }, ingest: { tokens: [{ token: TOKEN }] } });
  Module({ imports: [log] })(Bench);
  const app = await NestFactory.create(Bench, { logger: false });
  await app.listen(0, '127.0.0.1');
  return app;
}

async function cpuUntil(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

async function post(url, body) {
  const answer = await fetch(`${url}/llm-ingest/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', authorization: `Bearer ${TOKEN}` },
    body,
  });
  if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
}

async function rowsIn(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT count(*)::integer AS rows FROM llm_calls');
  await client.end();
  return rows[0].rows;
}
