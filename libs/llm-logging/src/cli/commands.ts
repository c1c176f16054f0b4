import type { CommandEntry } from './command.js';

export const COMMANDS: readonly CommandEntry[] = [
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
    name: 'health',
    summary: 'say whether tables, partitions, statistics and deliveries are as they should be',
    load: async () => (await import('./commands/health.js')).healthCommand,
  },
  {
    name: 'open',
    summary: 'open the dashboard, or a call in it',
    load: async () => (await import('./commands/open.js')).openCommand,
  },
  {
    name: 'calls',
    summary: 'list calls, newest first',
    load: async () => (await import('./commands/calls.js')).callsCommand,
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
    name: 'users',
    summary: 'list the users who cost or call most',
    load: async () => (await import('./commands/users.js')).usersCommand,
  },
  {
    name: 'stats',
    summary: 'show what calls cost, how fast they were, what failed, and for whom',
    load: async () => (await import('./commands/stats.js')).statsCommand,
  },
  {
    name: 'export',
    summary: 'print calls as NDJSON or CSV',
    load: async () => (await import('./commands/export.js')).exportCommand,
  },
  {
    name: 'export-hours',
    summary: 'write calls and rollups of each hour to Parquet or NDJSON files',
    load: async () => (await import('./commands/export-hours.js')).exportHoursCommand,
  },
  {
    name: 'prune',
    summary: 'remove old calls, or their texts',
    load: async () => (await import('./commands/prune.js')).pruneCommand,
  },
  {
    name: 'reprice',
    summary: 'fill in the cost of calls whose model had no price when they were made',
    load: async () => (await import('./commands/reprice.js')).repriceCommand,
  },
  {
    name: 'verify-stats',
    summary: 'compare the rollups that statistics are read from with the calls',
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
  {
    name: 'completion',
    summary: 'print the completion script of a shell',
    load: async () => (await import('./commands/completion.js')).completionOf(COMMANDS),
  },
];
