// Prints the SQL of the schema that the built code expects: what the first migration has, and what a later one has to lead to. See CONTRIBUTING.md.
import { expectedSchema } from './expected-schema.mjs';

process.stdout.write(
  expectedSchema()
    .map((statement) => `${statement};\n`)
    .join('\n'),
);
