import { readdirSync, readFileSync } from 'node:fs';
import { workload } from './workload.mjs';

const DOCS = new URL('../../docs/', import.meta.url);
/** Of English. */
const CHARS_PER_TOKEN = 4;

const sentence = 'All happy families are alike; each unhappy family is unhappy in its own way. '.repeat(13);
const prose = readdirSync(DOCS)
  .filter((name) => name.endsWith('.md'))
  .map((name) => readFileSync(new URL(name, DOCS), 'utf8'))
  .join('\n');
const sizes = workload();

/** So many characters of prose, others for each number. */
function passage(number, length) {
  const start = (number * 7_919) % prose.length;
  return prose.slice(start).padEnd(length, prose).slice(0, length);
}

/** The texts of the calls that are written. */
export const WRITTEN = [
  { name: 'with 2 KB of text', texts: () => ({ prompt: sentence, response: sentence }) },
  {
    name: 'with as much text as the recorded workloads had',
    texts: (number) => {
      const [request, response] = sizes[(number * 7_919) % sizes.length];
      return {
        prompt: passage(number, request * CHARS_PER_TOKEN),
        response: passage(number + 1, response * CHARS_PER_TOKEN),
      };
    },
  },
];
