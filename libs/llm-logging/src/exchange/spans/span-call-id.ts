import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/**
 * The id of the call that a span is: the same for the same span, however often it is sent, and a UUIDv7 of its start time.
 *
 * @param start the span's start as it is written, which tells apart spans of a sender that counts its ids from 1
 */
export function spanCallId(traceId: string, spanId: string, start: string, startMs: number): string {
  const digest = createHash('sha256').update(`${traceId}/${spanId}/${start}`).digest();
  return v7({ msecs: startMs, random: digest.subarray(0, 16), seq: digest.readUInt32BE(16) >>> 1 });
}
