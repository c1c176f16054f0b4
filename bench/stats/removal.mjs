import { callIdTime } from '../../libs/llm-exchange/dist/call/call-id.js';
import { removeCalls } from '../../libs/llm-logging/dist/retention/removal/remove-calls.js';

const DAY_MS = 86_400_000;
/** Calls of so many days are removed row by row: a sample of the month. */
const SAMPLE_DAYS = 2;

/** Cleanup as the package does it: partitions dropped up to the end of a month, then calls of the next removed in batches. */
export async function* measureRemoval(database, timesOf) {
  const partitions = await database.query(
    `SELECT pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'llm_calls'::regclass ORDER BY c.relname`,
  );
  const end = callIdTime(partitions[1].bound.match(/TO \('([^']+)'\)/)[1]).getTime();
  const dropped = await cleanUp(database, timesOf, end);
  yield `| dropping two months, ${dropped.calls} calls, their rollups kept | ${dropped.ms.toFixed(0)} ms, ${dropped.cpu.toFixed(0)} ms of CPU |`;
  const removed = await cleanUp(database, timesOf, end + SAMPLE_DAYS * DAY_MS);
  const times = (removed.ms / removed.calls / (dropped.ms / dropped.calls)).toFixed(0);
  yield `| removing ${removed.calls} calls in batches, their rollups kept | ${removed.ms.toFixed(0)} ms, ${removed.cpu.toFixed(0)} ms of CPU: ${times} times as long for each call |`;
}

/** Removes what is older than a time. */
async function cleanUp(database, timesOf, until) {
  const policy = { days: 1, rules: [], holdTags: [] };
  const run = () =>
    removeCalls((limits, work) => database.transaction(limits, work), undefined, policy, {
      now: new Date(until + DAY_MS),
    });
  let report;
  const { times, cpu } = await timesOf(database, 1, async () => (report = await run()));
  return { calls: report.removed, ms: times[0], cpu };
}
