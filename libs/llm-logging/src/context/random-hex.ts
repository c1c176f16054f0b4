import { randomFillSync } from 'node:crypto';

/** Got many at a time: to ask the system for a few costs a third of all that a call takes. */
const random = Buffer.alloc(4_096);
let used = random.length;

/** So many random bytes as hex digits. @param bytes 4,096 at most */
export function randomHex(bytes: number): string {
  if (used + bytes > random.length) {
    randomFillSync(random);
    used = 0;
  }
  return random.toString('hex', used, (used += bytes));
}
