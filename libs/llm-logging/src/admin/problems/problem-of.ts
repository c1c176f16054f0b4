import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { LlmDatabaseUnavailableError, LlmQueryError, LlmQueryTimeoutError } from '../../errors.js';
import { InvalidRequestException } from './invalid-request.exception.js';
import type { LlmProblem, LlmProblemField } from './llm-problem.js';

type ProblemParts = Pick<LlmProblem, 'status' | 'detail'> & Partial<Pick<LlmProblem, 'type' | 'title' | 'errors'>>;

const URN = 'urn:nestjs-llm-logging:problem:';

/** @returns undefined for an error that is nobody's to see: it may name hosts, users and statements. */
export function problemOf(error: unknown, instance: string): LlmProblem | undefined {
  const parts = knownProblem(error) ?? httpProblem(error);
  return parts && { type: 'about:blank', title: STATUS_CODES[parts.status] ?? 'Error', ...parts, instance };
}

export function unknownProblem(instance: string): LlmProblem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[500]!,
    status: 500,
    detail: "This should not have happened. The application's log says more.",
    instance,
  };
}

function knownProblem(error: unknown): ProblemParts | undefined {
  if (error instanceof InvalidRequestException)
    return invalid(error.fields.map(({ message }) => message).join('; '), error.fields);
  if (error instanceof LlmQueryError) return invalid(error.message, [{ field: error.field, message: error.problem }]);
  if (error instanceof LlmQueryTimeoutError)
    return { type: `${URN}query-timeout`, title: 'The question takes too long', status: 400, detail: error.message };
  if (error instanceof LlmDatabaseUnavailableError) {
    return {
      type: `${URN}database-unavailable`,
      title: 'The database is away',
      status: 503,
      detail: 'The database of the LLM log does not answer. Calls are still recorded; ask again later.',
    };
  }
  return undefined;
}

function invalid(detail: string, errors: readonly LlmProblemField[]): ProblemParts {
  return { type: `${URN}invalid-request`, title: 'Invalid request', status: 400, detail, errors: [...errors] };
}

/** What was thrown with a status, by guards of the application too; Fastify's errors carry theirs as `statusCode`. */
function httpProblem(error: unknown): ProblemParts | undefined {
  if (error instanceof HttpException) return { status: error.getStatus(), detail: detailOf(error) };
  if (!(error instanceof Error)) return undefined;
  const { statusCode } = error as { statusCode?: unknown };
  const isClientsFault = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  return isClientsFault ? { status: statusCode, detail: error.message } : undefined;
}

function detailOf(error: HttpException): string {
  const response = error.getResponse();
  const message = typeof response === 'string' ? response : (response as { message?: unknown }).message;
  return [message ?? error.message].flat().map(String).join('; ');
}
