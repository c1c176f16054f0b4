import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const DIST = fileURLToPath(new URL('../../libs/llm-logging/dist/delivery/journal/', import.meta.url));

/** Notes what is written through to the disk, in a process of its own, as the functions of `node:fs` are replaced. */
const NOTED = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const paths = new Map(), synced = [];
const { openSync, fsyncSync } = fs;
fs.openSync = (path, ...rest) => { const fd = openSync(path, ...rest); paths.set(fd, path); return fd; };
fs.fsyncSync = (fd) => { synced.push(paths.get(fd)); return fsyncSync(fd); };
syncBuiltinESMExports();
const [{ JournalFolder }, { Journal }] = await Promise.all(['journal-folder.js', 'journal.js'].map((file) => import(process.argv[2] + file)));
const folder = new JournalFolder({ directory: process.argv[3], isPublic: false }, process.argv[4] === 'fsync', () => undefined);
const made = synced.splice(0);
const options = { kind: 'journal', segmentBytes: 1024, fsync: process.argv[4] === 'fsync', database: () => ({ id: 'id', place: 'place' }) };
const { LineEncoder } = await import(process.argv[2] + 'journal-line.js');
const journal = new Journal(folder, options, {});
journal.append(new LineEncoder().encode('{}'), true);
console.log(JSON.stringify({ path: folder.path, made, opened: synced }));
`;

async function noted(how: 'fsync' | 'cached'): Promise<{ path: string; made: string[]; opened: string[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'journal-'));
  try {
    const script = join(directory, 'noted.mjs');
    writeFileSync(script, NOTED);
    const { stdout } = await promisify(execFile)(process.execPath, [script, DIST, join(directory, 'journals'), how]);
    return JSON.parse(stdout) as never;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe('a journal with `fsync`', () => {
  it('writes the names of its folder and of its segments through to the disk', async () => {
    const { path, made, opened } = await noted('fsync');
    expect(made).toEqual([expect.stringMatching(new RegExp(`^${dirname(path)}/\\.\\w+$`)), dirname(path)]);
    expect(opened).toEqual([path]);
    expect(basename(path)).toMatch(/^[0-9a-f]{12}$/);
  });

  it('leaves that to the operating system otherwise', async () => {
    expect(await noted('cached')).toMatchObject({ made: [], opened: [] });
  });
});
