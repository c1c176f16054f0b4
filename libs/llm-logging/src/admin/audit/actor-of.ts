import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';

/** Where guards leave who somebody is: Passport strategies and JWTs. */
const NAMES = ['id', 'sub', 'userId', 'email', 'username'] as const;

/** Who asks: as `admin.audit.actor` says, otherwise the user whom the guards have found, otherwise an address. */
export function actorOf({ audit }: AdminOptions, request: AdminRequest): string {
  const said = audit ? audit.actor?.(request) : undefined;
  if (typeof said === 'string' && said !== '') return said;
  const user = (request['user'] ?? {}) as Record<string, unknown>;
  for (const member of NAMES) {
    const name = user[member];
    if (typeof name === 'string' || typeof name === 'number') return String(name);
  }
  return `address ${String(request['ip'])}`;
}
