import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { COLUMNS, finishRow, startRow } from '../support/row.mjs';

const MEMBERS = Object.keys(COLUMNS);

export async function open({ url }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const rows = [];
  return {
    start: startRow,
    complete: (row) => void rows.push(finishRow(row)),
    async commit() {
      const copy = client.query(from(`COPY llm_calls (${Object.values(COLUMNS)}) FROM STDIN`));
      while (rows.length > 0) {
        if (!copy.write(rows.splice(0, 500).map(lineOf).join(''))) await once(copy, 'drain');
      }
      copy.end();
      await finished(copy);
    },
    close: () => client.end(),
  };
}

function lineOf(row) {
  return `${MEMBERS.map((member) => escaped(textOf(row[member]))).join('\t')}\n`;
}

function textOf(value) {
  if (Array.isArray(value)) return `{${value.join(',')}}`;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function escaped(text) {
  return text.replace(
    /[\\\t\n\r]/g,
    (character) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character],
  );
}
