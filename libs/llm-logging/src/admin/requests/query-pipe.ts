import { ValidationPipe, type Type } from '@nestjs/common';
import { fieldsOf } from '../problems/fields-of.js';
import { InvalidRequestException } from '../problems/invalid-request.exception.js';

/**
 * Reads a query as `Query`: unknown names and wrong values are 400, each named. The handler's parameter is typed by an
 * interface, so that pipes of the application, which may strip or refuse what they do not know, leave the query alone.
 */
export function queryOf(Query: Type<object>): ValidationPipe {
  return new ValidationPipe({
    expectedType: Query,
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => new InvalidRequestException(errors.flatMap((error) => fieldsOf(error))),
  });
}
