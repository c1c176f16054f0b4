import pg from 'pg';
import { COLUMNS, finishRow, startRow } from '../support/row.mjs';

const TYPES = {
  id: 'uuid',
  prompt_tokens: 'int',
  completion_tokens: 'int',
  total_tokens: 'int',
  estimated_cost: 'numeric',
  latency_ms: 'int',
  started_at: 'timestamptz',
  completed_at: 'timestamptz',
  metadata: 'jsonb',
  tags: 'text[]',
};
const SQL = `INSERT INTO llm_calls (${Object.values(COLUMNS)}) SELECT * FROM json_to_recordset($1) AS t(${Object.entries(COLUMNS).map(([member, column]) => `"${member}" ${TYPES[column] ?? 'text'}`)})`;

export async function open({ url }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const rows = [];
  return {
    start: startRow,
    complete: (row) => void rows.push(finishRow(row)),
    async commit() {
      while (rows.length > 0) await client.query(SQL, [JSON.stringify(rows.splice(0, 1_000))]);
    },
    close: () => client.end(),
  };
}
