import { keepSumsOfDays } from '../../libs/llm-logging/dist/storage/sums/keep-sums.js';

/** One month's partition dropped, its sums kept, against the rows of another deleted. */
export async function* measureRemoval(database, timesOf) {
  const partitions = await database.query(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'llm_calls'::regclass ORDER BY 1`,
  );
  const [dropped, deleted] = [partitions[1].name, partitions[2].name];
  const count = async (name) => (await database.query(`SELECT count(*)::int AS n FROM ${name}`))[0].n;
  const droppedRows = await count(dropped);
  const [from, to] = dropped.match(/\d{8}/g).map((day) => new Date(day.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3')));
  const drop = await timesOf(database, 1, () =>
    database.transaction({ statementTimeoutMs: 600_000 }, async (query) => {
      await keepSumsOfDays(query, undefined, { from, to });
      await query(`DROP TABLE ${dropped}`);
    }),
  );
  yield `| dropping a month of ${droppedRows} calls, its sums kept | ${drop.times[0].toFixed(0)} ms, ${drop.cpu.toFixed(0)} ms of CPU |`;
  const deletedRows = await count(deleted);
  const deletion = await timesOf(database, 1, async () => {
    await database.query(`DELETE FROM ${deleted}`);
    await database.query(`VACUUM ${deleted}`);
  });
  const times = (deletion.times[0] / deletedRows / (drop.times[0] / droppedRows)).toFixed(0);
  yield `| deleting a month of ${deletedRows} calls, and vacuuming | ${deletion.times[0].toFixed(0)} ms, ${deletion.cpu.toFixed(0)} ms of CPU: ${times} times as long |`;
}
