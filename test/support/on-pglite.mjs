/**
 * What PGlite can answer differently from PostgreSQL: SQL, its protocol, and one session for everybody. One spec for each way in which
 * the log uses its database is enough, and no more, as each database takes a PGlite seconds to start. Capture, context and privacy end
 * before a statement is made; commands, faults and browsers need a second session, or a server.
 */
export const ON_PGLITE = [
  // How batches are written, and on which connection.
  'libs/llm-logging/src/storage/writing/merge.database.spec.ts',
  'libs/llm-logging/src/storage/connection/pipeline.database.spec.ts',
  'test/delivery/delivery.spec.ts',
  // What is read and summed, filters, pages and time zones included; partitions, rows and a user that are removed. Random questions look for
  // faults of the log's own statements, which PostgreSQL and PGlite have in common.
  'test/storage/repository.spec.ts',
  'test/stats/answers.spec.ts',
  // All of it at once, in an application with a single session.
  'test/admin/admin.spec.ts',
  'test/example/example.spec.ts',
];
