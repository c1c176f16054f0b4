import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MODULE = new URL('./end-with-this-process.mjs', import.meta.url).href;
const SCRIPT = `
import { endWithThisProcess } from '${MODULE}';
endWithThisProcess(process.argv[1]);
console.log('begun');
setInterval(() => undefined, 1_000);`;

/** Starts the owner of a folder and kills it. */
async function killOwnerOf(folder: string): Promise<void> {
  const owner = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, folder]);
  await once(owner.stdout, 'data');
  owner.kill('SIGKILL');
  await once(owner, 'exit');
}

const removed = async (folder: string) => {
  while (existsSync(folder)) await sleep(20);
  return true;
};

describe('a folder of a process that is killed', () => {
  it.each([
    ['has no server', undefined],
    ['has one that has stopped', '4194305\n'],
  ])('is removed where it %s', async (_what, pid) => {
    const folder = mkdtempSync(join(tmpdir(), 'ends-'));
    if (pid !== undefined) writeFileSync(join(folder, 'postmaster.pid'), pid);
    await killOwnerOf(folder);
    expect(await removed(folder)).toBe(true);
  });

  it('is removed with the server that runs there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ends-'));
    const server = spawn('sleep', ['60'], { stdio: 'ignore' });
    writeFileSync(join(folder, 'postmaster.pid'), `${server.pid}\n${folder}\n`);
    const ended = once(server, 'exit');
    await killOwnerOf(folder);
    expect(await ended).toEqual([null, 'SIGQUIT']);
    expect(await removed(folder)).toBe(true);
  });
});
