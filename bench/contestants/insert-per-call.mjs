import pg from 'pg';
import { COLUMNS, finishRow, startRow } from '../support/row.mjs';

const MEMBERS = Object.keys(COLUMNS);
const SQL = `INSERT INTO llm_calls (${Object.values(COLUMNS)}) VALUES (${MEMBERS.map((_member, index) => `$${index + 1}`)})`;

export async function open({ url }) {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  return {
    start: startRow,
    async complete(started) {
      const row = finishRow(started);
      await pool.query({ name: 'insert', text: SQL, values: MEMBERS.map((member) => row[member]) });
    },
    commit: async () => {},
    close: () => pool.end(),
  };
}
