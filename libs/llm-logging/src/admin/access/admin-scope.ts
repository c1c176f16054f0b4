import { ForbiddenException } from '@nestjs/common';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';

/**
 * The company that a request is limited to; undefined for none.
 * @throws ForbiddenException where the scope names a company that it does not know, or the query asks for another one.
 */
export function companyOf(options: AdminOptions, request: AdminRequest, asked?: string): string | undefined {
  const scope = options.scope?.(request) ?? {};
  if (!('companyId' in scope)) return asked;
  // A scope that forgot to look is no permission to see everything.
  if (!scope.companyId) throw new ForbiddenException('No company to show the calls of.');
  if (asked !== undefined && asked !== scope.companyId) throw new ForbiddenException('companyId: another company.');
  return scope.companyId;
}
