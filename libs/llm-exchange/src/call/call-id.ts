import { v7, validate, version } from 'uuid';

/** The highest time that fits a UUIDv7 and a JavaScript `Date` alike, in ms since 1970. */
const LAST_MS = 2 ** 48 - 1;

const ID_BYTES = 16;
/** Got many at a time: to ask the system for a few costs more than all else of an id. */
const random = new Uint8Array(ID_BYTES * 256);
let randomUsed = random.length;
let lastMs = 0;
let sequence = 0;

/** A new id: a UUIDv7 whose first 48 bits are `at`, so that ids sort by start time. Without `at` ids of one process also sort within a millisecond. */
export function newCallId(at?: Date): string {
  const bytes = randomBytes();
  if (at !== undefined) return v7({ msecs: at.getTime(), random: bytes });
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Of the sequence's 32 bits the first stays free to count on.
    sequence = (bytes[6]! & 0x7f) * 0x1000000 + bytes[7]! * 0x10000 + bytes[8]! * 0x100 + bytes[9]!;
  } else {
    sequence = (sequence + 1) | 0;
    if (sequence === 0) lastMs += 1;
  }
  return v7({ msecs: lastMs, seq: sequence, random: bytes });
}

function randomBytes(): Uint8Array {
  if (randomUsed === random.length) {
    crypto.getRandomValues(random);
    randomUsed = 0;
  }
  return random.subarray(randomUsed, (randomUsed += ID_BYTES));
}

/** Whether a value is a UUIDv7. */
export function isCallId(value: unknown): value is string {
  return typeof value === 'string' && validate(value) && version(value) === 7;
}

/** When the call with this id started, to the millisecond. */
export function callIdTime(id: string): Date {
  return new Date(parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/**
 * The lowest id that a call started at `at` or later can have: `id >= callIdBound(a) AND id < callIdBound(b)` is the
 * time range `[a, b)`, on the primary key. Not itself a valid UUIDv7 (version bits are zero), so it equals no call's id.
 */
export function callIdBound(at: Date): string {
  const ms = Math.min(Math.max(at.getTime(), 0), LAST_MS);
  const hex = ms.toString(16).padStart(12, '0').slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
