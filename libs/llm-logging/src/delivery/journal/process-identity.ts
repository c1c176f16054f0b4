import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process, among all that ever ran: its number alone is used again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's ticks; null where the system does not report it. */
  readonly startedAt: string | null;
  /** Where its number means it: the machine since its last start, and the container in it. */
  readonly scope: string;
}

/** A lock that is not refreshed for so long is nobody's, in ms. */
const STALE_MS = 60_000;

export function ownIdentity(): ProcessIdentity {
  const bootId = quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = quietly(() => readlinkSync('/proc/self/ns/pid'));
  return {
    pid: process.pid,
    startedAt: startOf(process.pid),
    scope: [hostname(), bootId ?? '', namespace ?? ''].join(' '),
  };
}

/** `silent`: it cannot be looked up from here and has not refreshed its lock for long, so it may sleep as well as be dead. */
export type Life = 'alive' | 'dead' | 'silent';

/**
 * Whether the owner of a lock lives.
 * @param lockAgeMs since it was last refreshed. Decides for processes that cannot be looked up from here, and for threads of this one.
 */
export function lifeOf(owner: ProcessIdentity, self: ProcessIdentity, lockAgeMs: number): Life {
  const byLock = lockAgeMs < STALE_MS ? 'alive' : 'silent';
  if (owner.scope !== self.scope) return byLock;
  if (owner.pid === self.pid) return owner.startedAt === self.startedAt ? byLock : 'dead';
  if (!exists(owner.pid)) return 'dead';
  if (owner.startedAt === null) return byLock;
  return owner.startedAt === startOf(owner.pid) ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Null also for a process that has ended and whose parent has not taken note of it. */
function startOf(pid: number): string | null {
  // The name before it may hold spaces and parentheses itself.
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || /[ZX]/.test(state) ? null : (rest[18] ?? null);
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
