// Calls of several persons, one of whom is erased: node persons.mjs <settings as JSON>
import { randomBytes } from 'node:crypto';
import { clearInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { LlmAuditLog, LlmCallRepository, LlmRollupService } from 'nestjs-llm-logging';
import { acknowledge, startApplication } from './application.mjs';

const EVERY_MS = 5;
const FOREVER = new Promise(() => undefined);
/** What the test's database refuses. */
const REFUSED = { finishReason: 'refused' };

process.on('disconnect', () => process.exit());
const { app, logger, health } = await startApplication(JSON.parse(process.argv[2]));
const name = randomBytes(5).toString('hex');
const timers = new Map();
let made = 0;

/** Of ten calls of a person six end soon, one ends late, two never do, and one is refused, whole or with its outcome. */
const KINDS = [recorded, ended, recorded, failed, left, recorded, endedLate, followed, recorded, refused];

function begin(person) {
  let n = 0;
  timers.set(
    person,
    setInterval(() => {
      const key = `${person}/${name}-${made++}`;
      const call = { userId: person, taskId: key, prompt: `${key} asks`, provider: 'openai', metadata: { of: person } };
      void KINDS[n++ % KINDS.length](key, { ...call, model: 'gpt-4o' });
    }, EVERY_MS),
  );
}

function answerTo(key) {
  return { response: `answer to ${key}`, promptTokens: 7, completionTokens: 5 };
}

async function recorded(key, call) {
  acknowledge('ended', key, await logger.record({ ...call, ...answerTo(key) }), 'success');
}

async function begun(key, call) {
  const id = await logger.start(call);
  acknowledge('accepted', key, id);
  return id;
}

async function ended(key, call, ms = 50) {
  const id = await begun(key, call);
  await sleep(Math.random() * ms);
  await logger.complete(id, answerTo(key));
  acknowledge('ended', key, id, 'success');
}

function endedLate(key, call) {
  return ended(key, call, 1_000);
}

async function failed(key, call) {
  const id = await begun(key, call);
  await logger.fail(id, new Error(`no answer to ${key}`));
  acknowledge('ended', key, id, 'error');
}

async function left(key, call) {
  await begun(key, call);
}

/** Its process says that it is under way. Who has made it learns no id. */
async function followed(key, call) {
  await logger.logCall(call, () => FOREVER);
}

async function refused(key, call) {
  if (made % 2 === 0) return void (await logger.record({ ...call, ...answerTo(key), ...REFUSED }));
  const id = await logger.start(call);
  await sleep(Math.random() * 500);
  await logger.complete(id, { ...answerTo(key), ...REFUSED });
}

const commands = {
  report: () => health.report(),
  flush: () => logger.flush(),
  refresh: () => app.get(LlmRollupService).refresh(),
  begin,
  end(person) {
    clearInterval(timers.get(person));
  },
  /** As whoever reads a person's calls over HTTP is noted. */
  note: (person) =>
    app.get(LlmAuditLog).write({
      actor: 'an admin',
      action: 'calls.list',
      target: null,
      filters: { userId: person, search: `what ${person} asked` },
      companyId: null,
    }),
  erase: (person) => app.get(LlmCallRepository).eraseUser(person),
  async complete(person, ids) {
    for (const id of ids) await logger.complete(id, answerTo(person));
  },
  async close() {
    await app.close();
    process.disconnect();
  },
};

process.on('message', async ({ number, command, args }) => {
  try {
    const result = await commands[command](...args);
    if (process.connected) process.send({ number, result });
  } catch (error) {
    process.send({ number, error: String(error) });
  }
});
process.send('ready');
