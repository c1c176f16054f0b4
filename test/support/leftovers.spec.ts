import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from './database.js';
import { Leftovers } from './leftovers.mjs';

const folder = mkdtempSync(join(tmpdir(), 'leftovers-'));

describe('what a file of specs leaves behind', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  it('is nothing where all has ended', async () => {
    const own = { setTimeout, setInterval };
    const leftovers = new Leftovers(own, folder);
    clearTimeout(own.setTimeout(() => undefined, 60_000));
    own.setInterval(() => undefined, 60_000).unref();
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    await (await createTestDatabase()).drop();
    expect(await leftovers.find()).toEqual([]);
  });

  it('is named: timers, servers, connections, processes, databases and journals', async () => {
    const own = { setTimeout, setInterval };
    const leftovers = new Leftovers(own, folder, 100);
    const timer = own.setInterval(() => undefined, 60_000);
    ends.push(() => clearInterval(timer));
    const server = createServer().listen(0, '127.0.0.1');
    ends.push(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [connection, [accepted]] = [connect(port, '127.0.0.1'), await once(server, 'connection')];
    ends.push(() => [connection, accepted].forEach((socket) => socket.destroy()));
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    ends.push(() => child.kill());
    await createTestDatabase();
    mkdirSync(join(folder, 'nestjs-llm-logging-x'));
    writeFileSync(join(folder, 'nestjs-llm-logging-x', '0.log'), 'a call');

    expect((await leftovers.find()).sort()).toEqual([
      expect.stringMatching(/^Server .*"port":\d+/),
      // Both ends of one.
      expect.stringMatching(/^connection to 127.0.0.1:\d+$/),
      expect.stringMatching(/^connection to 127.0.0.1:\d+$/),
      expect.stringMatching(/^database t_\d+_\w+, connected: nobody$/),
      expect.stringMatching(/^journal .+0\.log, 6 bytes$/),
      expect.stringMatching(/^process \d+: sleep 60$/),
      expect.stringMatching(/^timer .+leftovers\.spec\.ts/),
    ]);
  });
});
