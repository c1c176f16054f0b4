import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** Below it a packet is a packet. */
const WORTHWHILE_BYTES = 1_024;
const COMPRESSIBLE = /^(text\/|image\/svg)/;

/** Content as a client takes it: applications seldom compress by themselves. */
export async function encodedFor(
  acceptEncoding: string | undefined,
  mediaType: string,
  content: Buffer,
): Promise<{ content: Buffer; encoding?: 'gzip' }> {
  const takesGzip = /(^|[\s,])gzip\s*(,|$|;(?!\s*q=0(\.0*)?\s*(,|$)))/i.test(acceptEncoding ?? '');
  if (!takesGzip || !COMPRESSIBLE.test(mediaType) || content.length < WORTHWHILE_BYTES) return { content };
  return { content: await compress(content), encoding: 'gzip' };
}
