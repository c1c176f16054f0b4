import { crc32 } from 'node:zlib';

/** A `text/event-stream` of these events, ended as OpenAI ends it where `isDone`. */
export function sse(events: readonly object[], { isDone = false } = {}): string {
  const framed = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
  return [...framed, isDone ? 'data: [DONE]\n\n' : ''].join('');
}

export function ndjson(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** One frame of an AWS event stream. */
export function awsFrame(headers: Readonly<Record<string, string>>, payload: object): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => awsHeader(name, value)));
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(12 + head.length + body.length + 4, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, head, body, Buffer.alloc(4)]);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message;
}

/** A model's own events, as Bedrock's `InvokeModelWithResponseStream` wraps them. */
export function invokeStream(events: readonly object[]): Buffer {
  return Buffer.concat(
    events.map((event) => {
      const bytes = Buffer.from(JSON.stringify(event)).toString('base64');
      return awsFrame({ ':message-type': 'event', ':event-type': 'chunk' }, { bytes });
    }),
  );
}

function awsHeader(name: string, value: string): Buffer {
  const lengths = [Buffer.from([name.length]), Buffer.from([7, value.length >> 8, value.length & 0xff])] as const;
  return Buffer.concat([lengths[0], Buffer.from(name), lengths[1], Buffer.from(value)]);
}
