// Many calls of every kind, as many as messages over IPC say: node growth.mjs <settings as JSON>
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startApplication } from './application.mjs';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
process.on('disconnect', () => process.exit());

const settings = JSON.parse(process.argv[2]);
const answer = JSON.stringify({
  object: 'chat.completion',
  model: 'gpt-4o',
  choices: [{ message: { role: 'assistant', content: 'an answer' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
});
const headers = { 'content-type': 'application/json' };
globalThis.fetch = () => Promise.resolve(new Response(answer, { headers }));

const { logger } = await startApplication(settings);
const leaked = [];
const text = 'the quick brown fox '.repeat(20);

process.on('message', async ({ number, command, args: [calls] }) => {
  if (command !== 'round') return;
  for (let n = 0; n < calls; n += 4) await Promise.all([record(n), startAndEnd(n), work(n), exchange(n)]);
  await logger.flush();
  // What finalizers and freed buffers kept goes with the collection after the one that finds them.
  for (let n = 0; n < 5; n += 1) {
    await turn();
    collectGarbage();
  }
  process.send({ number, result: process.memoryUsage() });
});
process.send('ready');

function record(n) {
  if (settings.leaks) leaked.push(new Array(4_000).fill(n));
  return logger.record({ prompt: `${n} ${text}`, response: text, promptTokens: 7, completionTokens: 5 });
}

async function startAndEnd(n) {
  const id = await logger.start({ prompt: `${n} ${text}`, metadata: { n } });
  await (n % 8 === 0 ? logger.fail(id, new Error('no answer')) : logger.complete(id, { response: text }));
}

const work = (n) => logger.logCall({ prompt: `${n} ${text}`, userId: `user ${n}` }, () => exchange(n));

async function exchange(n) {
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: `${n} ${text}` }] });
  const response = await logger.fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body, headers });
  return response.json();
}
