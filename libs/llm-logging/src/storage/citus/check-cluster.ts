import type { Query } from '../query.js';

/** What is in the way, and what removes it. */
export interface ClusterFault {
  readonly problem: string;
  readonly remedy: string;
}

/** Plugins of logical decoding by which Citus moves rows while others write. */
const PLUGINS = ['pgoutput', 'citus', 'citus_pgoutput'];

/**
 * Whether this server can distribute tables over workers.
 * @param options.concurrently while others write, which takes logical replication.
 * @returns what is in the way, in the order in which it is to be seen to; empty where nothing is.
 */
export async function checkCluster(
  query: Query,
  { concurrently }: { concurrently: boolean },
): Promise<readonly ClusterFault[]> {
  const extension = await checkExtension(query);
  if (extension !== undefined) return [extension];
  const nodes = await checkNodes(query);
  if (nodes.length > 0) return nodes;
  return [...(await checkWorkers(query)), ...(concurrently ? await checkReplication(query) : [])];
}

async function checkExtension(query: Query): Promise<ClusterFault | undefined> {
  const [row] = await query<{ database: string; is_loaded: boolean; is_installed: boolean; is_made: boolean }>(
    `SELECT current_database() AS database, current_setting('citus.shard_count', true) IS NOT NULL AS is_loaded,
  EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citus') AS is_installed,
  EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS is_made`,
  );
  const { database, is_loaded: isLoaded, is_installed: isInstalled, is_made: isMade } = row!;
  if (isMade) return undefined;
  if (!isInstalled)
    return {
      problem: 'Citus is not installed on this server',
      remedy: 'Install Citus 13 for its version of PostgreSQL, on this server and on each worker.',
    };
  if (!isLoaded)
    return {
      problem: 'Citus is not loaded',
      remedy: `Set shared_preload_libraries = 'citus' in postgresql.conf of each node, before other libraries, and restart it.`,
    };
  return {
    problem: `The database ${database} does not have the extension`,
    remedy: `Run CREATE EXTENSION citus in a database ${database} on each worker, then here.`,
  };
}

async function checkNodes(query: Query): Promise<ClusterFault[]> {
  const [row] = await query<{ has_host: boolean; workers: string }>(
    `SELECT bool_or(groupid = 0 AND nodename <> 'localhost') AS has_host, count(*) FILTER (WHERE groupid > 0 AND shouldhaveshards) AS workers
FROM pg_dist_node WHERE noderole = 'primary' AND isactive`,
  );
  const faults: ClusterFault[] = [];
  if (row!.has_host !== true)
    faults.push({
      problem: 'Workers do not know where the coordinator is',
      remedy: `Run SELECT citus_set_coordinator_host('<name of this server as workers see it>', <port>).`,
    });
  if (row!.workers === '0')
    faults.push({
      problem: 'There are no workers',
      remedy: `Run SELECT citus_add_node('<name of a worker>', <port>) for each.`,
    });
  return faults;
}

async function checkWorkers(query: Query): Promise<ClusterFault[]> {
  const [own] = await query<{ version: string }>(
    `SELECT extversion AS version FROM pg_extension WHERE extname = 'citus'`,
  );
  const answers = await onWorkers(
    query,
    `SELECT extversion || ' ' || current_setting('max_prepared_transactions') FROM pg_extension WHERE extname = 'citus'`,
  );
  return answers.flatMap(({ worker, success, result }): ClusterFault[] => {
    if (!success)
      return [
        {
          problem: `The worker ${worker} does not answer: ${result}`,
          remedy:
            'Start it, let this server in by pg_hba.conf or citus.node_conninfo, or take it out with citus_remove_node.',
        },
      ];
    const [version, prepared] = result.split(' ');
    return [
      ...(version === own!.version
        ? []
        : [
            {
              problem: `The worker ${worker} has Citus ${version}, this server ${own!.version}`,
              remedy: 'Install the same version on all nodes and run ALTER EXTENSION citus UPDATE.',
            },
          ]),
      ...(prepared === '0'
        ? [
            {
              problem: `The worker ${worker} takes no prepared transactions`,
              remedy: 'Set max_prepared_transactions to twice max_connections there and restart it.',
            },
          ]
        : []),
    ];
  });
}

async function checkReplication(query: Query): Promise<ClusterFault[]> {
  const setting = `SELECT current_setting('wal_level') || ' ' || coalesce(replace(current_setting('output_plugin_libraries', true), ' ', ''), '${PLUGINS.join()}')`;
  const [here] = await query<{ result: string }>(setting.replace(/^SELECT (.*)$/s, 'SELECT $1 AS result'));
  const nodes = [{ worker: 'this server', success: true, result: here!.result }, ...(await onWorkers(query, setting))];
  return nodes
    .filter(({ success }) => success)
    .flatMap(({ worker, result }): ClusterFault[] => {
      const [level, plugins] = result.split(' ');
      const allowed = plugins!.split(',');
      return [
        ...(level === 'logical'
          ? []
          : [
              {
                problem: `wal_level of ${worker} is ${level}`,
                remedy: `Set wal_level = logical and restart it, or distribute without --concurrently.`,
              },
            ]),
        ...(PLUGINS.every((plugin) => allowed.includes(plugin))
          ? []
          : [
              {
                problem: `output_plugin_libraries of ${worker} leaves out plugins of Citus`,
                remedy: `Set output_plugin_libraries = '${PLUGINS.join(', ')}' and reload, or distribute without --concurrently.`,
              },
            ]),
      ];
    });
}

async function onWorkers(query: Query, sql: string): Promise<{ worker: string; success: boolean; result: string }[]> {
  return query(
    `SELECT nodename || ':' || nodeport AS worker, success, result FROM run_command_on_workers($1) ORDER BY nodename, nodeport`,
    [sql],
  );
}
