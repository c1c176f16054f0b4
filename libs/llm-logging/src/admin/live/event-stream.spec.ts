import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventStream } from './event-stream.js';

const NEVER_MS = 1_000_000;
const HEARTBEAT = ': heartbeat\n\n';

describe('EventStream', () => {
  let server: Server;
  afterEach(() => {
    server.close();
  });

  /** What a client gets of one stream, and whether the stream has ended for the server too. */
  const serve = async (pace: { heartbeatMs: number; lifeMs: number }, begin: (stream: EventStream) => void) => {
    let ends = 0;
    let over: () => void;
    const ended = new Promise<void>((resolve) => (over = resolve));
    server = createServer((_request, response) => {
      const onEnd = (): void => {
        ends += 1;
        over();
      };
      begin(new EventStream(response, onEnd, pace));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { body } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return { body: body!.pipeThrough(new TextDecoderStream()), ended, ends: () => ends };
  };

  it('sends heartbeats while there are no events', async () => {
    const { body, ended, ends } = await serve({ heartbeatMs: 5, lifeMs: NEVER_MS }, () => undefined);
    let text = '';
    for await (const chunk of body) if ((text += chunk).split(HEARTBEAT).length > 3) break;
    expect(text.startsWith(`retry: 2000\n\n${HEARTBEAT}${HEARTBEAT}${HEARTBEAT}`)).toBe(true);
    // The loop's end has closed the connection.
    await ended;
    expect(ends()).toBe(1);
  });

  it('ends after its time, whole, and calls `onEnd` once', async () => {
    const { body, ended, ends } = await serve({ heartbeatMs: NEVER_MS, lifeMs: 50 }, (stream) =>
      stream.send('call', '1', { text: 'two\nlines' }),
    );
    let text = '';
    // A stream that is broken off instead of ended is an error here.
    for await (const chunk of body) text += chunk;
    expect(text).toBe('retry: 2000\n\nevent: call\nid: 1\ndata: {"text":"two\\nlines"}\n\n');
    await ended;
    expect(ends()).toBe(1);
  });
});
