import type { Type } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { descriptionOf, type RouteDescription } from './described.js';
import { memberSchemas } from './member-schemas.js';
import { LlmProblemModel } from './models/problem.model.js';
import { PARAMETER_TEXTS } from './parameter-texts.js';
import { refTo, type Schema } from './schema.js';
import { SwaggerModels, type Content, type Swagger } from './swagger-models.js';

/** Token of what {@link describeRoutes} does when the application starts. */
export const ROUTES_DESCRIBED = Symbol('RoutesDescribed');

/** Errors that every route may answer with. */
const ERRORS: Readonly<Record<number, string>> = {
  400: 'A wrong field, or a question that takes too long',
  401: 'As the guards say',
  403: 'As the guards say, or another company than that of the request',
  429: 'Too many requests: `Retry-After` says when to ask again',
  500: 'Unexpected: the log of the application says more',
  503: 'The database is away',
};

const FURTHER_ERRORS: Readonly<Record<number, string>> = {
  404: 'There is no such thing, or not for this request',
  409: 'Another instance is at it',
  415: 'A body that is not JSON',
  501: 'The application has no handler for it',
};

/**
 * Describes to `@nestjs/swagger`, where it is installed, what the routes take and answer. Handlers are of classes that applications in a
 * process share, so what is described already stays.
 */
export async function describeRoutes(controllers: readonly Type[]): Promise<void> {
  if (controllers.length === 0) return;
  const swagger = await loadSwagger();
  if (swagger === undefined) return;
  const models = new SwaggerModels(swagger);
  for (const controller of controllers) {
    swagger.ApiTags('LLM log')(controller);
    for (const [name, handler] of handlersOf(controller)) {
      if (Reflect.hasMetadata(ROUTES_DESCRIBED, handler)) continue;
      for (const decorate of decoratorsOf(swagger, models, descriptionOf(handler)))
        decorate(controller.prototype as object, name, { value: handler });
      Reflect.defineMetadata(ROUTES_DESCRIBED, true, handler);
    }
  }
}

async function loadSwagger(): Promise<Swagger | undefined> {
  try {
    // What it takes is typed by unions so fine that no schema of a general type is any of them.
    return (await import('@nestjs/swagger')) as unknown as Swagger;
  } catch {
    return undefined;
  }
}

/** The controllers are subclasses without methods of their own. */
function handlersOf(controller: Type): [name: string, handler: object][] {
  const methods = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(controller.prototype) as object);
  return Object.entries(methods).flatMap(([name, { value }]) =>
    typeof value === 'function' && name !== 'constructor' ? [[name, value as object]] : [],
  );
}

/** What nobody described is no part of the API: files of the dashboard, for one. */
function decoratorsOf(swagger: Swagger, models: SwaggerModels, route: RouteDescription | undefined): MethodDecorator[] {
  if (route === undefined) return [swagger.ApiExcludeEndpoint()];
  const { summary, answer, query, body, mediaTypes = ['application/json'], errors = [] } = route;
  const used = 'schema' in answer ? answer.uses : [answer];
  return [
    swagger.ApiOperation({ summary }),
    swagger.ApiExtraModels(...models.classesOf([...used, LlmProblemModel])),
    ...Object.entries(query === undefined ? {} : memberSchemas(query)).map(([name, schema]) =>
      swagger.ApiQuery({ name, schema, description: PARAMETER_TEXTS[name], required: false }),
    ),
    ...(body === undefined ? [] : [swagger.ApiBody({ schema: bodySchema(body), required: false })]),
    swagger.ApiResponse({
      status: 200,
      description: 'description' in answer ? answer.description : summary,
      content: contentOf(mediaTypes, 'schema' in answer ? answer.schema : refTo(answer)),
    }),
    ...Object.entries({ ...ERRORS, ...pick(FURTHER_ERRORS, errors) }).map(([status, description]) =>
      swagger.ApiResponse({
        status: Number(status),
        description,
        content: problemContent(Number(status), description),
      }),
    ),
  ];
}

function problemContent(status: number, detail: string): Content {
  const example = { type: 'about:blank', title: STATUS_CODES[status], status, detail, instance: '/admin/llm/calls' };
  return { 'application/problem+json': { schema: refTo(LlmProblemModel), example } };
}

function contentOf(mediaTypes: readonly string[], schema: Schema): Content {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]));
}

function bodySchema(body: Type<object>): Schema & { properties: Record<string, Schema> } {
  const members = Object.entries(memberSchemas(body)).map(([name, schema]) => [
    name,
    { ...schema, description: PARAMETER_TEXTS[name] },
  ]);
  return { type: 'object', properties: Object.fromEntries(members) as Record<string, Schema> };
}

function pick(texts: Readonly<Record<number, string>>, statuses: readonly number[]): Record<number, string> {
  return Object.fromEntries(statuses.map((status) => [status, texts[status]!]));
}
