// A library once more for `require`: what `tsc` made, as CommonJS, in dist/cjs. Run in its folder; only what changed since the last time.
import { transformSync } from '@swc/core';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

process.chdir('dist');
const TARGET = 'cjs';
/** The command is run, never required. */
const LEFT_OUT = /^(cjs|cli|dashboard)\/|^cli\./;
const CODE = /\.js$/;
const TYPES = /\.d\.ts$/;

const made = readdirSync('.', { recursive: true }).filter((file) => !LEFT_OUT.test(file));
for (const file of made.filter((name) => CODE.test(name) && isNewer(name))) write(file, commonjs(file));
for (const file of made.filter((name) => TYPES.test(name) && isNewer(name))) copyFileSync(file, placeFor(file));
write('package.json', '{ "type": "commonjs" }\n');
for (const file of existing().filter((name) => name !== 'package.json' && !made.includes(name)))
  rmSync(join(TARGET, file));

function commonjs(file) {
  const { code } = transformSync(readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'), {
    filename: file,
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'ecmascript' }, keepClassNames: true },
    module: { type: 'commonjs' },
  });
  return code;
}

function write(file, content) {
  writeFileSync(placeFor(file), content);
}

function placeFor(file) {
  const place = join(TARGET, file);
  mkdirSync(dirname(place), { recursive: true });
  return place;
}

function isNewer(file) {
  const place = join(TARGET, file);
  return !existsSync(place) || statSync(place).mtimeMs < statSync(file).mtimeMs;
}

function existing() {
  return readdirSync(TARGET, { recursive: true }).filter((file) => CODE.test(file) || TYPES.test(file));
}
