// Calls whose log has neither database nor journal: node callers.mjs <settings as JSON>. It ends by itself, without closing anything.
import { startApplication } from './application.mjs';

let rejections = 0;
process.on('unhandledRejection', () => (rejections += 1));

const { logger } = await startApplication(JSON.parse(process.argv[2]));
const answer = { text: 'the very same object' };
const failure = new Error('the very same error');

const differences = [];
const same = (what, isSame) => isSame || differences.push(what);

same('a result', (await logger.logCall({ prompt: 'p' }, () => answer)) === answer);
same('a late result', (await logger.logCall({ prompt: 'p' }, () => Promise.resolve(answer))) === answer);
same('an error', (await caught(() => logger.logCall({ prompt: 'p' }, () => Promise.reject(failure)))) === failure);
same('a thrown error', (await caught(() => logger.logCall({ prompt: 'p' }, throwing))) === failure);
for (let n = 0; n < 500; n += 1) {
  const id = await logger.start({ prompt: `${n}` });
  same('a start', typeof id === 'string');
  same('a completion', (await logger.complete(id, { response: 'r' })) === undefined);
  same('a failure', (await logger.fail(await logger.start({ prompt: 'p' }), failure)) === undefined);
  same('a record', typeof (await logger.record({ prompt: 'p' })) === 'string');
}
same('a flush', (await caught(() => logger.flush()))?.name === 'LlmDatabaseUnavailableError');

console.log(`callers: ${JSON.stringify({ differences, rejections })}`);

function throwing() {
  throw failure;
}

async function caught(work) {
  try {
    await work();
  } catch (error) {
    return error;
  }
}
