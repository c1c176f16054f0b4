// Applications in the workers of a cluster: node cluster.mjs <settings as JSON>
import cluster from 'node:cluster';
import { startApplication } from './application.mjs';

const settings = JSON.parse(process.argv[2]);
if (cluster.isPrimary) startWorkers(settings.instances);
else await startApplication(settings);

function startWorkers(instances) {
  process.on('disconnect', () => process.exit());
  cluster.setupPrimary({ args: process.argv.slice(2), stdio: ['ignore', 'inherit', 'inherit', 3, 'ipc'] });
  let online = 0;
  for (let n = 0; n < instances; n += 1)
    cluster.fork().once('online', () => (online += 1) === instances && process.send('ready'));
}
