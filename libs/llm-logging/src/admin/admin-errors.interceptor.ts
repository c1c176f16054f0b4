import {
  BadRequestException,
  Injectable,
  ServiceUnavailableException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, throwError, type Observable } from 'rxjs';
import { LlmDatabaseUnavailableError, LlmQueryError, LlmQueryTimeoutError } from '../llm-logging.errors.js';

/** The log's errors as HTTP answers: a wrong question and one that takes too long are 400, a database that is away 503. */
@Injectable()
export class AdminErrorsInterceptor implements NestInterceptor {
  intercept(_host: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => httpError(error))));
  }
}

function httpError(error: unknown): unknown {
  if (error instanceof LlmQueryError || error instanceof LlmQueryTimeoutError)
    return new BadRequestException([error.message]);
  // Its message names hosts and users: that is for the log, not for whoever asks.
  if (error instanceof LlmDatabaseUnavailableError)
    return new ServiceUnavailableException('The database of the LLM log does not answer.');
  return error;
}
