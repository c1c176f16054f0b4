import { fork } from 'node:child_process';
import * as http from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const OTHER = 'capture.auto on, a host that is no provider';
const MODES = ['capture.auto off', OTHER, 'capture.auto on, a provider'];

const ANSWER = JSON.stringify({
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'word '.repeat(400) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 100, completion_tokens: 400, total_tokens: 500 },
});
const BODY = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'word '.repeat(100) }] });

/** What seeing the clients of the process costs them: CPU and event-loop delay of requests of `node:http`. */
export async function main(args) {
  const options = { requests: { type: 'string', default: '3000' }, rounds: { type: 'string', default: '5' } };
  const { values } = parseArgs({ args, options });
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(ANSWER));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const runs = Object.fromEntries(MODES.map((mode) => [mode, []]));
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const [index] of MODES.entries()) {
      const mode = MODES[(index + round) % MODES.length];
      runs[mode].push(await run(mode, server.address().port, values.requests));
    }
  server.close();
  console.log(
    `| node:http, ${values.requests} requests | CPU a request, µs | event-loop delay p99, ms |\n| --- | --- | --- |`,
  );
  for (const mode of MODES)
    console.log(`| ${mode} | ${median(runs[mode], 'cpu').toFixed(0)} | ${median(runs[mode], 'delay').toFixed(1)} |`);
}

function run(mode, port, requests) {
  const child = fork(fileURLToPath(import.meta.url), [mode, String(port), requests]);
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => code !== 0 && reject(new Error(`${mode}: exit ${code}`)));
  });
}

function median(all, name) {
  return all.map((one) => one[name]).sort((a, b) => a - b)[all.length >> 1];
}

/** In a process of its own: what is recorded is kept in memory and dropped. */
async function measure([mode, port, requests]) {
  await import('reflect-metadata');
  const { Module } = await import('@nestjs/common');
  const { NestFactory } = await import('@nestjs/core');
  const { LlmCallsProbe, LlmLoggingTestingModule } = await import('nestjs-llm-logging/testing');
  const hosts = mode === OTHER ? undefined : { [`127.0.0.1:${port}`]: 'openai' };
  const capture = { auto: mode !== MODES[0], hosts };
  class Bench {}
  Module({ imports: [LlmLoggingTestingModule.forTest({ capture })] })(Bench);
  const app = await NestFactory.createApplicationContext(Bench, { logger: false });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  await send(agent, port, 500);
  app.get(LlmCallsProbe).clear();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = process.cpuUsage();
  await send(agent, port, Number(requests));
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  const seen = app.get(LlmCallsProbe).calls().length;
  if (seen !== (mode === MODES[2] ? Number(requests) : 0)) throw new Error(`${mode}: ${seen} calls seen`);
  agent.destroy();
  await app.close();
  process.send({ cpu: (user + system) / Number(requests), delay: delay.percentile(99) / 1e6 });
}

async function send(agent, port, requests) {
  let left = requests;
  const worker = async () => {
    while (left-- > 0) await post(agent, port);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}

function post(agent, port) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const path = '/v1/chat/completions';
    const request = http.request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      response.resume().on('end', resolve);
    });
    request.on('error', reject).end(BODY);
  });
}

if (process.send !== undefined) await measure(process.argv.slice(2)).then(() => process.disconnect());
