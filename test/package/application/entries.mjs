// The names that each entry of llm-exchange exports, in a process of its own, and the same once more by `require`.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { exports } = createRequire(import.meta.url)('llm-exchange/package.json');
const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
console.log(JSON.stringify(Object.fromEntries(entries.map((entry) => [join('llm-exchange', entry), namesOf(entry)]))));

function namesOf(entry) {
  const at = (place) => JSON.stringify(join(import.meta.dirname, 'node_modules/llm-exchange', place));
  const imported = printed(`import(${at(exports[entry].import.default)}).then(print)`);
  const required = printed(`print(require(${at(exports[entry].require.default)}))`);
  const missing = imported.filter((name) => !required.includes(name));
  if (missing.length > 0) throw new Error(`${entry} lacks as CommonJS: ${missing.join(', ')}`);
  return imported;
}

function printed(code) {
  const print = 'const print = (all) => console.log(JSON.stringify(Object.keys(all).sort()));';
  return JSON.parse(execFileSync(process.execPath, ['-e', `${print} ${code}`], { encoding: 'utf8' }));
}
