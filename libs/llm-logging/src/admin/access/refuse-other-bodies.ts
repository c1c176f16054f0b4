import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { AdminRequest } from '../../options/admin.options.js';

/**
 * Bodies are JSON: texts and forms are what pages of other sites may send without asking first.
 * @throws UnsupportedMediaTypeException
 */
export function refuseOtherBodies(request: AdminRequest): void {
  const headers = request['headers'] as Record<string, string | undefined>;
  if (!hasBody(headers) || /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return;
  throw new UnsupportedMediaTypeException('A body must be JSON: `Content-Type: application/json`.');
}

/** HTTP/2 needs neither a length nor an encoding. */
function hasBody(headers: Record<string, string | undefined>): boolean {
  const length = headers['content-length'];
  if (length !== undefined) return length !== '0';
  return headers['transfer-encoding'] !== undefined || headers['content-type'] !== undefined;
}
