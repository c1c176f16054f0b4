// Calls with exchanges inside, many at once: node exchanges.mjs <settings as JSON>
import { createServer } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { acknowledge, startApplication } from './application.mjs';

const CALLS_AT_ONCE = 20;
const FOREVER = new Promise(() => undefined);
/** Tokens of a call's first and second exchange: the digits of a sum show how often each was counted. */
const TOKENS = [1, 10];

process.on('disconnect', () => process.exit());
const provider = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
const { logger } = await startApplication(JSON.parse(process.argv[2]));
const name = randomBytes(5).toString('hex');
process.send('ready');
for (let n = 0; n < CALLS_AT_ONCE; n += 1) void callAgainAndAgain(n);

/** Of five calls each makes one or two exchanges and ends at once, later or never. */
async function callAgainAndAgain(lane) {
  for (let n = 0; ; n += 1) {
    const key = `${name}-${lane}-${n}`;
    const kind = (lane + n) % 5;
    const call = logger.logCall({ sessionId: key }, async () => {
      await exchange(key, 0);
      if (kind === 1 || kind === 2) await sleep(Math.random() * 20);
      if (kind === 2 || kind === 3) await exchange(key, 1);
      if (kind === 3 || kind === 4) await FOREVER;
    });
    await Promise.race([call, sleep(40)]);
  }
}

async function exchange(key, which) {
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: `${TOKENS[which]}` }] });
  const url = `http://127.0.0.1:${provider.address().port}/v1/chat/completions`;
  const response = await logger.fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  await response.json();
  // It is written down at the end of this turn of the event loop.
  void nextTurn()
    .then(() => nextTurn())
    .then(() => acknowledge('reported', key, TOKENS[which]));
}

async function answer(request, response) {
  let body = '';
  for await (const chunk of request) body += chunk;
  const prompt_tokens = Number(JSON.parse(body).messages[0].content);
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      object: 'chat.completion',
      model: 'gpt-4o',
      choices: [{ message: { role: 'assistant', content: 'an answer' }, finish_reason: 'stop' }],
      usage: { prompt_tokens, completion_tokens: 0, total_tokens: prompt_tokens },
    }),
  );
}
