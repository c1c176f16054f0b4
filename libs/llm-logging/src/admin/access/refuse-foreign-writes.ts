import type { AdminRequest } from '../../options/admin.options.js';
import { refuseOtherBodies } from './refuse-other-bodies.js';
import { refuseOtherSites } from './refuse-other-sites.js';

/** They change nothing. */
const SAFE = new Set<unknown>(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps what changes something to those who mean to: no page of another site, no form.
 * @throws ForbiddenException, UnsupportedMediaTypeException
 */
export function refuseForeignWrites(request: AdminRequest): void {
  if (SAFE.has(request['method'])) return;
  refuseOtherSites(request);
  refuseOtherBodies(request);
}
