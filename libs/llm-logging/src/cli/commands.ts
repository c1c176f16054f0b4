import type { CliCommand } from './command.js';

interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CliCommand>;
}

/** All commands. The code of one is loaded when it is asked for: most need the database's driver, which takes its time. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'migrate',
    summary: 'make the tables of the log, or bring them up to date',
    load: async () => (await import('./commands/migrate.js')).migrateCommand,
  },
  {
    name: 'partitions',
    summary: 'make the partitions of calls to come',
    load: async () => (await import('./commands/partitions.js')).partitionsCommand,
  },
  {
    name: 'tail',
    summary: 'show calls as they start and end',
    load: async () => (await import('./commands/tail.js')).tailCommand,
  },
  {
    name: 'trace',
    summary: 'show the calls of a trace as a tree, with durations, tokens and cost',
    load: async () => (await import('./commands/trace.js')).traceCommand,
  },
  {
    name: 'stats',
    summary: 'tell what calls cost, how fast they were, what failed, and for whom',
    load: async () => (await import('./commands/stats.js')).statsCommand,
  },
  {
    name: 'export',
    summary: 'print calls as NDJSON or CSV',
    load: async () => (await import('./commands/export.js')).exportCommand,
  },
  {
    name: 'prune',
    summary: 'remove old calls, or the texts of old calls',
    load: async () => (await import('./commands/prune.js')).pruneCommand,
  },
  {
    name: 'reprice',
    summary: 'fill in the cost of calls whose model had no price when they were made',
    load: async () => (await import('./commands/reprice.js')).repriceCommand,
  },
  {
    name: 'verify-stats',
    summary: 'compare the sums that statistics are read from with the calls',
    load: async () => (await import('./commands/verify-stats.js')).verifyStatsCommand,
  },
  {
    name: 'distribute',
    summary: 'distribute calls over the workers of a Citus cluster',
    load: async () => (await import('./commands/distribute.js')).distributeCommand,
  },
  {
    name: 'alerts',
    summary: 'send an event to see whether it arrives',
    load: async () => (await import('./commands/alerts.js')).alertsCommand,
  },
];
