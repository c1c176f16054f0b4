// Spends from budgets: started by fork, driven by messages, and answers what came of it.
import { LlmBudgetService } from 'nestjs-llm-logging';
import { startApplication } from './application.mjs';

const RealDate = Date;
let offset = 0;

/** The clock of this process, which may be wrong. */
class ShiftedDate extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + offset] : parts));
  }

  static now() {
    return RealDate.now() + offset;
  }
}

const { options, clockOffset = 0 } = JSON.parse(process.argv[2]);
globalThis.Date = ShiftedDate;
offset = clockOffset;
const { app, logger } = await startApplication({ options });

/** @returns whether it was made. */
async function one({ callType = 'spent', cost, userId }) {
  try {
    await logger.logCall({ callType, userId }, async (call) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      call.update({ estimatedCost: cost });
    });
    return 1;
  } catch {
    return 0;
  }
}

async function all(calls) {
  return (await Promise.all(calls)).reduce((sum, each) => sum + each, 0);
}

async function spend({ calls, rounds, ...call }) {
  let made = 0;
  for (let round = 0; round < rounds; round += 1) made += await all(Array.from({ length: calls }, () => one(call)));
  await logger.flush();
  return { made };
}

/** So many calls of each user, some users at once. */
async function spendOfUsers({ users, each, atOnce, ...call }) {
  let made = 0;
  for (let first = 0; first < users; first += atOnce) {
    const ids = Array.from({ length: Math.min(atOnce, users - first) }, (_none, n) => `user-${first + n}`);
    made += await all(ids.flatMap((userId) => Array.from({ length: each }, () => one({ ...call, userId }))));
  }
  await logger.flush();
  return { made };
}

function unanswered() {
  return app.get(LlmBudgetService).unanswered;
}

/** Calls that never end. */
function hold({ calls }) {
  return new Promise((resolve) => {
    let begun = 0;
    const work = () => {
      begun += 1;
      if (begun === calls) resolve({ begun });
      return new Promise(() => undefined);
    };
    for (let n = 0; n < calls; n += 1) void logger.logCall({ callType: 'spent' }, work);
  });
}

/** While the database is away nothing can be flushed. */
async function spendUnflushed(call) {
  return { made: await one(call) };
}

/** From now on it is that time here. */
function setClock({ at }) {
  offset = RealDate.parse(at) - RealDate.now();
  return {};
}

/** Once the database is there. */
async function flush() {
  for (;;) {
    try {
      await logger.flush();
      return {};
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const WORK = {
  spend,
  spendUnflushed,
  spendOfUsers,
  unanswered,
  hold,
  setClock,
  flush,
};

process.on('message', async ({ what, ...settings }) => {
  if (what === 'close') {
    await app.close();
    process.disconnect();
    return;
  }
  process.send(await WORK[what](settings));
});
process.send({ ready: true });
