import { sha256 as portable } from '@noble/hashes/sha2';
import { joinBytes, utf8Of } from './bytes.js';
import { nodeModule } from './node.js';

const crypto = nodeModule('node:crypto');

/** SHA-256 of texts and bytes, one after the other. */
export function sha256(...pieces: (string | Uint8Array)[]): Uint8Array {
  if (crypto === undefined)
    return portable(joinBytes(pieces.map((piece) => (typeof piece === 'string' ? utf8Of(piece) : piece))));
  const hash = crypto.createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}
