import { databaseUrl, onServer } from './templates.mjs';

/** Shards of `llm_calls` in tests: fewer make statements quicker, one for each worker would hide what several on one do. */
const SHARDS = 4;

/**
 * The coordinator and the workers of the cluster of `CITUS_URL`, as URLs of its database; of a plain server that alone.
 * @param {string} server
 * @returns {Promise<string[]>}
 */
export async function nodesOf(server) {
  if (!process.env.CITUS_URL) return [server];
  const nodes = await onServer(server, (query) =>
    query(`SELECT nodename, nodeport FROM pg_dist_node WHERE noderole = 'primary' AND groupid > 0 ORDER BY groupid`),
  );
  return [server, ...nodes.map(({ nodename, nodeport }) => addressed(server, nodename, nodeport))];
}

/**
 * Makes a database of the cluster: the extension on all its nodes, which the coordinator knows.
 * @param {string} server
 * @param {string} name
 */
export async function joinNodes(server, name) {
  const [coordinator, ...workers] = (await nodesOf(server)).map((node) => databaseUrl(node, name));
  for (const node of [coordinator, ...workers]) await onServer(node, (query) => query('CREATE EXTENSION citus'));
  await onServer(coordinator, async (query) => {
    const { hostname, port } = new URL(server);
    await query('SELECT citus_set_coordinator_host($1, $2)', [hostname, Number(port)]);
    for (const worker of workers.map((url) => new URL(url)))
      await query('SELECT citus_add_node($1, $2)', [worker.hostname, Number(worker.port)]);
  });
}

/**
 * Distributes the log's calls over the workers.
 * @param {string} url
 */
export async function distribute(url) {
  await onServer(url, (query) => query(`SELECT create_distributed_table('llm_calls', 'id', shard_count => ${SHARDS})`));
}

function addressed(server, hostname, port) {
  return Object.assign(new URL(server), { hostname, port }).toString();
}
