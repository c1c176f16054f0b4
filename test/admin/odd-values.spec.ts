import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { routesUnder } from '../support/admin-routes.js';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen } from '../support/http-application.js';
import { ODD_JSON, ODD_TEXTS, oddQueriesOf } from '../support/odd-values.js';

/** One way to ask for something that makes no sense. */
interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  /** The parameters or members that are odd. */
  readonly fields: readonly string[];
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: { readonly type?: string; readonly enum?: unknown };
}

/** One route as the application's OpenAPI document has it. */
interface Operation {
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Of the body. */
  readonly members: readonly string[];
}

/** Questions that are on their way at a time. */
const AT_ONCE = 8;

let database: TestDatabase;
let app: INestApplication;
let url: string;
let operations: Operation[];

beforeAll(async () => {
  database = await createTestDatabase();
  const admin = { public: true as const, rateLimit: false as const, audit: false as const, replay: () => null };
  const module = moduleOf({ imports: [logging(database, { admin, retention: { days: 30, enabled: false } })] });
  // So that lists and objects come out of queries, too.
  const prepare = (made: INestApplication) => void (made as NestExpressApplication).set('query parser', 'extended');
  ({ app, url } = await listen('express', module, prepare));
  const logger = app.get(LlmLoggerService);
  await logger.record({ prompt: 'one', userId: 'u', sessionId: 's', traceId: 's', model: 'm', promptTokens: 1 });
  await logger.flush();
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as object).map(([method, { parameters = [], requestBody }]) => ({
      route: `${method.toUpperCase()} ${path.replace('/admin/llm/', '').replaceAll(/\{(\w+)\}/g, ':$1')}`,
      method: method.toUpperCase(),
      path,
      parameters,
      members: Object.keys(requestBody?.content['application/json'].schema.properties ?? {}),
    })),
  );
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

/** @returns what is wrong with the answer; undefined for nothing. */
async function faultOf({ method, path, body, fields }: Question): Promise<string | undefined> {
  const abort = new AbortController();
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const { status, ...response } = await fetch(url + path, { method, headers, body, signal: abort.signal }).then(
    async (answer) => {
      const isEndless = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
      return { status: answer.status, text: isEndless ? '' : await answer.text() };
    },
  );
  abort.abort();
  const fault = `${method} ${path.slice(0, 200)} ${body?.slice(0, 100) ?? ''}: ${status} ${response.text.slice(0, 300)}`;
  if (status >= 500) return fault;
  // What is no URL or no JSON is refused by the application, before there is a route.
  if (status !== 400 || response.text.includes('"statusCode":400')) return undefined;
  const { errors = [] } = JSON.parse(response.text) as { errors?: { field: string; message: string }[] };
  const named = new Set(errors.map(({ field }) => field.split('.')[0]!));
  return fields.length === 0 || fields.some((field) => named.has(field)) ? undefined : fault;
}

async function faultsOf(questions: readonly Question[]): Promise<string[]> {
  const faults: string[] = [];
  const waiting = [...questions];
  const ask = async (): Promise<void> => {
    for (let question = waiting.pop(); question !== undefined; question = waiting.pop()) {
      const fault = await faultOf(question);
      if (fault !== undefined) faults.push(fault);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return faults;
}

const filled = (path: string) => path.replaceAll(/\{\w+\}/g, 's');

function oddPaths({ method, path, parameters }: Operation): Question[] {
  const body = method === 'PUT' ? '{"limitUsd":1,"window":"day"}' : undefined;
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .flatMap(({ name }) =>
      ODD_TEXTS.map((text) => ({ method, path: filled(path.replace(`{${name}}`, text)), body, fields: [name] })),
    );
}

/** Names whose texts mean something of their own. */
const SPECIAL = /^(?:cursor|search|lastEventId|timeZone|\w+Date)$/;

/** Parameters of one schema are odd at once: what checks one checks the others. */
function oddQueries({ method, path, parameters }: Operation): Question[] {
  const groups = new Map<string, Parameter[]>();
  for (const parameter of parameters.filter((each) => each.in === 'query')) {
    const key = (SPECIAL.test(parameter.name) ? parameter.name : '') + JSON.stringify(parameter.schema);
    groups.set(key, [...(groups.get(key) ?? []), parameter]);
  }
  return [...groups.values()].flatMap((group) => {
    const fields = group.map(({ name }) => name);
    const queries = oddQueriesOf(fields[0]!, group[0]!.schema);
    return queries.map((query) => ({ method, path: `${filled(path)}?${fields.map(query).join('&')}`, fields }));
  });
}

function oddBodies({ method, path, members }: Operation): Question[] {
  if (members.length === 0) return [];
  return ODD_JSON.flatMap((value) => [
    { method, path, body: value, fields: [] },
    ...members.map((member) => ({
      method,
      path: filled(path),
      body: bodyWith(members, member, value),
      fields: [member],
    })),
  ]);
}

/** With what has to be there besides. Of members that are there twice the last counts. */
function bodyWith(members: readonly string[], member: string, value: string): string {
  const required = members.includes('limitUsd') ? '"limitUsd":1,"window":"day",' : '';
  return `{${required}"${member}":${value}}`;
}

describe('odd values', () => {
  it('are tried on every route that there is', () => {
    const files = ['GET /', 'GET icon.svg', 'GET assets/:file'];
    expect([...operations.map(({ route }) => route), ...files].sort()).toEqual(routesUnder(app, 'admin/llm').sort());
  });

  it.each<[string, (operation: Operation) => Question[], number]>([
    ['a path', oddPaths, 50],
    ['a query', oddQueries, 1_000],
    ['a body', oddBodies, 50],
  ])('in %s are refused with the name of the field, or are answered', async (_where, make, atLeast) => {
    const questions = operations.flatMap(make);
    expect(questions.length).toBeGreaterThan(atLeast);
    expect(await faultsOf(questions)).toEqual([]);
  });
});
