// Runs as a process of its own: node beside-hooks.mjs <hooks> <require|import> <log first|hooks first> <url>
import 'reflect-metadata';
import { createRequire, register } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [hooks, system, order, url] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const load = async (name) => (system === 'require' ? require(name) : import(name));

const body = JSON.stringify({ model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'Hello?' }] });
const headers = { 'content-type': 'application/json', 'x-own': 'kept' };

/** What makes spans of HTTP; `taken` gives the status of each since it was asked last. */
const HOOKS = {
  OpenTelemetry: async () => {
    if (system === 'import') {
      const include = ['http', 'https', 'node:http', 'node:https'];
      register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, { data: { include } });
    }
    const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = await load(
      '@opentelemetry/sdk-trace-node',
    );
    const { registerInstrumentations } = await load('@opentelemetry/instrumentation');
    const { HttpInstrumentation } = await load('@opentelemetry/instrumentation-http');
    const { UndiciInstrumentation } = await load('@opentelemetry/instrumentation-undici');
    const exporter = new InMemorySpanExporter();
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
    registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] });
    const taken = () => {
      const spans = exporter.getFinishedSpans().map(({ attributes }) => attributes);
      exporter.reset();
      return spans.map((span) => span['http.response.status_code'] ?? span['http.status_code']);
    };
    return { around: (work) => work(), taken };
  },
  Sentry: async () => {
    const Sentry = await load('@sentry/node');
    const sent = [];
    const collect = async ({ body: envelope }) => {
      const lines = Buffer.from(envelope).toString().split('\n');
      sent.push(...lines.map((line) => JSON.parse(line || '{}')));
      return { statusCode: 200 };
    };
    Sentry.init({
      dsn: 'https://public@sentry.example/1',
      tracesSampleRate: 1,
      tracePropagationTargets: [/.*/],
      transport: (options) => Sentry.createTransport(options, collect),
    });
    const taken = async () => {
      await Sentry.flush();
      const spans = sent.splice(0).flatMap(({ items = [] }) => items.map(({ attributes }) => attributes ?? {}));
      return spans
        .filter((span) => span['sentry.op']?.value === 'http.client')
        .map((span) => span['http.response.status_code']?.value);
    };
    return { around: (work) => Sentry.startSpan({ name: 'around' }, work), taken };
  },
  Datadog: async () => {
    const path = process.env.DD_TRACE_PATH;
    if (system === 'import') register(pathToFileURL(require.resolve(`${path}/loader-hook.mjs`)));
    const loaded = await load(system === 'require' ? path : pathToFileURL(require.resolve(path)).href);
    const tracer = (loaded.default ?? loaded).init({ startupLogs: false });
    const spans = [];
    const request = (_span, _request, response) => void spans.push(response?.statusCode ?? response?.status);
    tracer.use('http', { client: { hooks: { request } } });
    tracer.use('fetch', { hooks: { request } });
    return { around: (work) => tracer.trace('around', work), taken: () => spans.splice(0) };
  },
};

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
async function sent(spans, probe) {
  const report = {};
  for (const [name, send] of Object.entries(await clients())) {
    const given = await spans.around(send);
    await setImmediate();
    const calls = probe?.calls().map(({ status, promptTokens, prompt }) => ({ status, promptTokens, prompt }));
    // The log makes a span of each call, too.
    report[name] = { ...given, calls, spans: (await spans.taken()).filter(Boolean) };
    probe?.clear();
  }
  return report;
}

const early = order === 'log first' ? await logged() : undefined;
const spans = await HOOKS[hooks]();
const { app, probe } = early ?? (await logged());
const beside = await sent(spans, probe);
await app.close();
const alone = await sent(spans);
process.stdout.write(`${JSON.stringify({ beside, alone })}\n`, () => process.exit());
