import type { AdminRequest } from '../../options/admin.options.js';
import { faultOfStorable } from '../../storage/filters/storable.js';
import { InvalidRequestException } from './invalid-request.exception.js';
import type { LlmProblemField } from './llm-problem.js';

/**
 * Refuses a request that says anything, in its path, its query or its body, with which PostgreSQL compares nothing: no route has to
 * think of it.
 * @throws InvalidRequestException
 */
export function refuseUnstorable({ params, query, body }: AdminRequest): void {
  if (!isMembers(body)) throw new InvalidRequestException([{ field: 'body', message: 'body must be a JSON object' }]);
  const fields = [params, query, body].flatMap((members) => Object.entries(members ?? {})).flatMap(faultyField);
  if (fields.length > 0) throw new InvalidRequestException(fields);
}

function isMembers(body: unknown): body is object | null | undefined {
  return body === undefined || (typeof body === 'object' && !Array.isArray(body));
}

function faultyField([field, value]: [string, unknown]): LlmProblemField[] {
  const fault = faultOfStorable({ [field]: value });
  return fault === undefined ? [] : [{ field, message: `${field} ${fault}` }];
}
