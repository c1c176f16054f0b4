// Runs as a process of its own, on any runtime: node web-streams.mjs <url of a database>. Prints the rows' status and response.
import 'reflect-metadata';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream, TransformStream } from 'node:stream/web';
import { TextEncoder } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LlmLoggerService, LlmLoggingModule } from 'nestjs-llm-logging';

const [url] = process.argv.slice(2);

class AppModule {}
Module({ imports: [LlmLoggingModule.forRoot({ database: { url, poolSize: 1 } })] })(AppModule);
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'], abortOnError: false });
const logger = app.get(LlmLoggerService);

const pieces = ['Hel', 'lo ', 'you'];
function stream(type) {
  let next = 0;
  return new ReadableStream({
    type,
    pull(controller) {
      const piece = pieces[next++];
      if (piece === undefined) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else controller.enqueue(new TextEncoder().encode(piece));
    },
  });
}
const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });

async function drained(chunks) {
  let count = 0;
  for await (const chunk of chunks) count += chunk.length;
  return count;
}

/** Ways in which an application may read what it got. */
const readers = {
  getReader: async (body) => {
    const reader = body.getReader();
    while (!(await reader.read()).done);
  },
  'getReader, released between': async (body) => {
    for (let done = false; !done;) {
      const reader = body.getReader();
      ({ done } = await reader.read());
      reader.releaseLock();
    }
  },
  'for await': (body) => drained(body),
  'Readable.fromWeb': (body) => drained(Readable.fromWeb(body)),
  'Readable.fromWeb, piped': (body) => pipeline(Readable.fromWeb(body), sink()),
  pipeline: (body) => pipeline(body, sink()),
  'pipeTo a Node stream': (body) => body.pipeTo(Writable.toWeb(sink())),
  pipeThrough: (body) => drained(body.pipeThrough(new TransformStream())),
  tee: async (body) => {
    const [one, other] = body.tee();
    await Promise.all([new Response(one).text(), new Response(other).text()]);
  },
  'new Response': (body) => new Response(body).text(),
};

for (const type of [undefined, 'bytes']) {
  for (const [name, read] of Object.entries(readers)) {
    await read(
      await logger.logCall({ callType: 'chat', tags: [`${name}${type ? `, ${type}` : ''}`] }, () => stream(type)),
    );
  }
}
await app.close();
