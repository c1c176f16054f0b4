// One application, driven over IPC: node single.mjs <settings as JSON>
import { startApplication } from './application.mjs';

let rejections = 0;
process.on('unhandledRejection', () => (rejections += 1));
process.on('disconnect', () => process.exit());

const { app, logger, health, load } = await startApplication(JSON.parse(process.argv[2]));

const endings = new Map();
const commands = {
  report: () => health.report(),
  stopLoad: () => load.stop(),
  flush: () => logger.flush(),
  memory: () => process.memoryUsage(),
  rejections: () => rejections,
  call: (method, ...args) => logger[method](...args),
  /** Begins a call whose work goes on until `finish`. */
  work: (key) => void logger.logCall({ taskId: key }, () => new Promise((resolve) => endings.set(key, resolve))),
  finish: (key) => endings.get(key)(`answer to ${key}`),
  async close() {
    await load?.stop();
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
