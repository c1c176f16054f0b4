import { readFileSync } from 'node:fs';

const TRACES = ['azure-2023-conversation', 'azure-2023-code', 'mooncake-conversation'];

/** Request and response tokens of the recorded workloads: what the calls are made of. */
export function workload() {
  return TRACES.flatMap((name) => {
    const text = readFileSync(new URL(`../../test/fixtures/workload/${name}.csv`, import.meta.url), 'utf8');
    return text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(1, 3).map(Number));
  });
}
