import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { Refusal } from './refusal.js';

const DECODERS = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate) } as const;

/**
 * The body of a request, decompressed.
 * @param maxBytes both as it was sent and decompressed
 * @throws Refusal 413 where it is larger, 415 for an encoding that is not known, 400 where it is not what it says
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && !(encoding in DECODERS))
    throw new Refusal(415, `Content-Encoding ${encoding} is not known: send gzip, deflate or none.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const body = await bytesOf(request, maxBytes);
  if (encoding === 'identity') return body;
  try {
    return await DECODERS[encoding as keyof typeof DECODERS](body, { maxOutputLength: maxBytes });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isLarge ? tooLarge(maxBytes) : new Refusal(400, `The body is not ${encoding}.`);
  }
}

async function bytesOf(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Without destroying the request the refusal can still be sent.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(400, 'The body ended early.');
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(
    413,
    `The body is larger than ${maxBytes} bytes (ingest.maxBodyBytes): send smaller batches, or allow larger ones.`,
  );
}
