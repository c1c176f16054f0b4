import { callTables } from './call-tables.mjs';
import { otherTables } from './other-tables.mjs';
import { reports } from './reports.mjs';
import { rollupTables } from './rollup-tables.mjs';

/**
 * The statements that make the schema which the built code expects. `@llm_calls` stands for the table `llm_calls` in the log's schema. They
 * keep what is there, as a migration has to.
 * @returns {string[]}
 */
export function expectedSchema() {
  return [...callTables(), ...otherTables(), ...rollupTables(), ...reports()];
}
