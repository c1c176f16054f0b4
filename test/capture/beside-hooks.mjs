// Runs as a process of its own: node beside-hooks.mjs <require|import> <url>
import 'reflect-metadata';
import { createRequire, register } from 'node:module';
import { setImmediate } from 'node:timers/promises';

const [system, url] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const load = async (name) => (system === 'require' ? require(name) : import(name));
if (system === 'import') {
  const include = ['http', 'https', 'node:http', 'node:https'];
  register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, { data: { include } });
}

const body = JSON.stringify({ model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'Hello?' }] });
const headers = { 'content-type': 'application/json', 'x-own': 'kept' };

async function traced() {
  const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = await load('@opentelemetry/sdk-trace-node');
  const { registerInstrumentations } = await load('@opentelemetry/instrumentation');
  const { HttpInstrumentation } = await load('@opentelemetry/instrumentation-http');
  const { UndiciInstrumentation } = await load('@opentelemetry/instrumentation-undici');
  const exporter = new InMemorySpanExporter();
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] });
  return exporter;
}

async function logged() {
  const { Module } = await load('@nestjs/common');
  const { NestFactory } = await load('@nestjs/core');
  const { LlmCallsProbe, LlmLoggingTestingModule } = await load('nestjs-llm-logging/testing');
  class AppModule {}
  const capture = { auto: true, hosts: { [new URL(url).host]: 'openai' } };
  Module({ imports: [LlmLoggingTestingModule.forTest({ capture })] })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  return { app, probe: app.get(LlmCallsProbe) };
}

/** What a client's caller gets. */
async function read(stream, answered) {
  const pieces = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return { header: answered, text: Buffer.concat(pieces).toString() };
}

async function clients() {
  const http = system === 'require' ? require('node:http') : (await import('node:http')).default;
  const { default: axios } = await load('axios');
  return {
    'node:http': () =>
      new Promise((resolve, reject) => {
        const request = http.request(url, { method: 'POST', headers }, (response) =>
          resolve(read(response, response.headers['content-type'])),
        );
        request.on('error', reject).end(body);
      }),
    axios: async () => {
      const { data, headers: answered } = await axios.post(url, body, { headers, responseType: 'stream' });
      return read(data, answered['content-type']);
    },
    fetch: async () => {
      const response = await fetch(url, { method: 'POST', headers, body });
      return read(response.body, response.headers.get('content-type'));
    },
  };
}

/** What each client's caller gets, the log's rows and the status of each span of HTTP. */
async function sent(exporter, probe) {
  const report = {};
  for (const [name, send] of Object.entries(await clients())) {
    const given = await send();
    await setImmediate();
    const calls = probe?.calls().map(({ status, promptTokens, prompt }) => ({ status, promptTokens, prompt }));
    const spans = exporter
      .getFinishedSpans()
      .map(({ attributes }) => attributes['http.response.status_code'] ?? attributes['http.status_code']);
    // The log makes a span of each call, too.
    report[name] = { ...given, calls, spans: spans.filter(Boolean) };
    probe?.clear();
    exporter.reset();
  }
  return report;
}

const first = await logged();
const exporter = await traced();
const early = await sent(exporter, first.probe);
await first.app.close();
const second = await logged();
const late = await sent(exporter, second.probe);
await second.app.close();
const alone = await sent(exporter);
process.stdout.write(JSON.stringify({ 'before it': early, 'after it': late, alone }));
