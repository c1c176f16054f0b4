import { ForbiddenException } from '@nestjs/common';
import type { AdminRequest } from '../../llm-logging.options.js';

const SAFE = new Set<unknown>(['GET', 'HEAD', 'OPTIONS']);

/**
 * A page of another site can send a form with the cookies of whoever looks at it. Browsers say where a request comes from.
 * @throws ForbiddenException
 */
export function refuseOtherSites(request: AdminRequest): void {
  if (SAFE.has(request['method'])) return;
  const { 'sec-fetch-site': site } = request['headers'] as Record<string, unknown>;
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new ForbiddenException('Asked for by a page of another site.');
}
