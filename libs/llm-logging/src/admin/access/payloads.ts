import { ForbiddenException } from '@nestjs/common';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';

/** Whether a request may see texts. */
export type Payloads = 'full' | 'masked';

/** What is not said to be `full` is masked. */
export function payloadsOf({ payloads }: AdminOptions, request: AdminRequest): Payloads {
  return payloads === undefined || payloads(request) === 'full' ? 'full' : 'masked';
}

/**
 * Who must not see a text must not find it out by asking whether it is there.
 * @throws ForbiddenException
 */
export function refuseGuessing(payloads: Payloads, filters: { search?: unknown; metadata?: unknown }): void {
  if (payloads === 'full') return;
  for (const name of ['search', 'metadata'] as const)
    if (filters[name] !== undefined)
      throw new ForbiddenException(`${name}: looks into texts, which are not shown here.`);
}
