/** Token of the LlmDatabase that answers are read from: the log's own, or a replica of it. */
export const STATS_DATABASE = Symbol('StatsDatabase');
