import type { Type } from '@nestjs/common';
import type { Answer } from './schema.js';

const DESCRIPTION = Symbol('description of a route');

/** What an OpenAPI document says of a route, besides what its path says. */
export interface RouteDescription {
  readonly summary: string;
  readonly answer: Answer;
  /** Of the answer; default `application/json`. */
  readonly mediaTypes?: readonly string[];
  readonly query?: Type<object>;
  readonly body?: Type<object>;
  /** Statuses of errors besides those that every route may have. */
  readonly errors?: readonly number[];
}

/** Notes what a route is: needs no `@nestjs/swagger`. */
export function Described(description: RouteDescription): MethodDecorator {
  return (_target, _name, { value }) => Reflect.defineMetadata(DESCRIPTION, description, value as object);
}

export function descriptionOf(handler: object): RouteDescription | undefined {
  return Reflect.getMetadata(DESCRIPTION, handler) as RouteDescription | undefined;
}
