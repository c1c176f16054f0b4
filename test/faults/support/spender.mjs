// Spends from a budget until it is refused: started by fork, told what to do by messages, and tells what came of it.
import { startApplication } from './application.mjs';

const { app, logger } = await startApplication(JSON.parse(process.argv[2]));

async function spend({ calls, rounds, cost }) {
  let made = 0;
  const one = async () => {
    await logger.logCall({ callType: 'spent' }, async (call) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      call.update({ estimatedCost: cost });
    });
    made += 1;
  };
  for (let round = 0; round < rounds; round += 1) await Promise.allSettled(Array.from({ length: calls }, one));
  await logger.flush();
  return { made };
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

process.on('message', async ({ what, ...settings }) => {
  if (what === 'close') {
    await app.close();
    process.disconnect();
    return;
  }
  process.send(await { spend, hold }[what](settings));
});
process.send({ ready: true });
