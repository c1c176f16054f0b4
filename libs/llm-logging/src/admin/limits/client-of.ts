import type { AdminRequest } from '../../options/admin.options.js';

/** Under which names guards leave the user's id: Passport strategies and JWTs. */
const ID_NAMES = ['id', 'sub', 'userId'] as const;

/**
 * Whose requests are counted together: those of the user whom the guards have found, so that colleagues behind one proxy do not
 * wait for each other, otherwise those of an address.
 */
export function clientOf({ user, ip }: AdminRequest): string {
  const names = typeof user === 'object' && user !== null ? (user as Record<string, unknown>) : {};
  const id = ID_NAMES.map((name) => names[name]).find(
    (value) => typeof value === 'string' || typeof value === 'number',
  );
  return id === undefined ? `address ${String(ip)}` : `user ${id}`;
}
