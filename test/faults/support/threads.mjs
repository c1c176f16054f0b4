// An application in the main thread and others in worker threads: node threads.mjs <settings as JSON>
import { isMainThread, Worker } from 'node:worker_threads';
import { startApplication } from './application.mjs';

const settings = JSON.parse(process.argv[2]);
if (isMainThread) startThreads(settings.instances - 1);
await startApplication(settings);

function startThreads(instances) {
  process.on('disconnect', () => process.exit());
  let online = 0;
  for (let n = 0; n < instances; n += 1) {
    const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
    worker.once('online', () => (online += 1) === instances && process.send('ready'));
  }
}
