import { v7 } from 'uuid';
import { sha256 } from '../platform/sha256.js';

/**
 * The id of the call that a span is: the same for the same span, however often it is sent, and a UUIDv7 of its start time.
 *
 * @param start the span's start as it is written, which separates spans of a sender that counts its ids from 1
 */
export function spanCallId(traceId: string, spanId: string, start: string, startMs: number): string {
  const digest = sha256(`${traceId}/${spanId}/${start}`);
  return v7({
    msecs: startMs,
    random: digest.subarray(0, 16),
    seq: new DataView(digest.buffer, digest.byteOffset).getUint32(16) >>> 1,
  });
}
