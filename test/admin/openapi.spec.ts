import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { type AdminApplication, PLATFORMS, startAdmin } from '../support/admin.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const QUERIES: [path: string, query: string][] = [
  ['/calls', 'limit=2'],
  ['/calls/{id}', ''],
  ['/calls/{id}/cost', ''],
  ['/traces/{traceId}', ''],
  ['/sessions/{sessionId}', ''],
  ['/facets', ''],
  ['/stats/cost', ''],
  ['/stats/performance', ''],
  ['/stats/timeseries', 'days=2&groupBy=tag&percentiles=true'],
  ['/stats/timeseries', 'days=2&groupBy=model&percentiles=latency'],
  ['/stats/timeseries', 'days=2'],
  ['/stats/users', ''],
  ['/stats/companies', ''],
  ['/stats/comparison', ''],
  ['/stats/projection', ''],
  ['/stats/unpriced', ''],
  ['/stats/errors', ''],
  ['/stats/rag', 'steps=chat,other'],
  ['/stats/models', ''],
  ['/budgets', ''],
  ['/budget-rules', ''],
  ['/events', ''],
  ['/stats/origins', ''],
  ['/stats/prompts', ''],
  ['/stats/releases', ''],
  ['/stats/releases/starts', ''],
  ['/users/{userId}', ''],
  ['/companies/{companyId}', 'interval=day'],
  ['/compare', 'a={id}&b={id}'],
  ['/health', ''],
];

describe.each(PLATFORMS)('the OpenAPI document on %s', (platform) => {
  let database: TestDatabase;
  let admin: AdminApplication;
  let document: OpenAPIObject;
  let id: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    admin = await startAdmin(platform, database, undefined, (app) => void app.setGlobalPrefix('api'));
    document = documentOf(admin);
    const context = { traceId: 't', userId: 'u', companyId: 'c', sessionId: 's', tags: ['x'] };
    const answered = { provider: 'openai', model: 'gpt-4o', promptTokens: 9, completionTokens: 2, latencyMs: 5 };
    const toolCalls = [{ id: 'c1', name: 'find', arguments: { q: 1 } }];
    [id] = (await admin.record(
      { ...context, ...answered, callType: 'chat', prompt: 'Hi', toolCalls, metadata: { k: [1] } },
      { ...context, callType: 'other', model: 'unheard-of', promptTokens: 3, error: new Error('no 7') },
    )) as [string];
  });
  afterAll(async () => {
    await admin?.app.close();
    await database?.drop();
  });

  const operation = (path: string, method = 'get') => (document.paths[`/api/admin/llm${path}`] as any)[method];

  it('is one, as the specification has it', async () => {
    expect(await new Validator().validate(structuredClone(document) as never)).toEqual({ valid: true });
  });

  it('has every route, with its answer and its errors', () => {
    const routes = [...new Set(QUERIES.map(([path]) => path)), '/export', '/cleanup', '/users/{userId}'];
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(routes.map((route) => `/api/admin/llm${route}`)),
    );
    for (const path of Object.values(document.paths)) {
      for (const { summary, responses } of Object.values(path) as any[]) {
        expect(summary).toMatch(/\w/);
        expect(responses['200'].content).toBeDefined();
        for (const status of [400, 401, 403, 429, 500, 503]) {
          const { schema } = responses[status].content['application/problem+json'];
          expect(schema).toEqual({ $ref: '#/components/schemas/LlmProblem' });
        }
      }
    }
    expect(operation('/calls/{id}').responses['404']).toBeDefined();
    expect(operation('/cleanup', 'post').responses['409']).toBeDefined();
    expect(Object.keys(operation('/export').responses['200'].content)).toEqual([
      'application/x-ndjson',
      'text/csv; charset=utf-8; header=present',
    ]);
  });

  it('has every name that a query may have, with what is allowed', async () => {
    const parameters = (path: string) =>
      Object.fromEntries(operation(path).parameters.map(({ name, schema }: any) => [name, schema]));
    expect(parameters('/calls')).toMatchObject({
      limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
      status: { items: { enum: ['pending', 'success', 'error', 'timeout', 'cancelled'] } },
      search: { type: 'string' },
      cursor: { type: 'string' },
    });
    expect(parameters('/stats/timeseries')).toMatchObject({ interval: { enum: ['hour', 'day', 'week', 'month'] } });
    for (const path of ['/calls', '/stats/timeseries', '/stats/projection', '/stats/rag', '/facets', '/export']) {
      const given: Record<string, string> = {
        parentCallId: id,
        metadata: '{}',
        timeZone: 'UTC',
        startDate: '2026-01-01',
        endDate: '2026-02-01',
      };
      for (const [name, schema] of Object.entries<any>(parameters(path))) {
        const one = schema.type === 'array' ? schema.items : schema;
        const value = given[name] ?? one.enum?.[0] ?? (one.type === 'boolean' ? 'true' : (one.maximum ?? '1'));
        const { body } = await admin.http.get(`/api/admin/llm${path}`).query({ [name]: value });
        // A cursor is no text of one's own, but it is no unknown name either.
        if (name !== 'cursor') expect(body.errors).toBeUndefined();
      }
    }
    expect(operation('/cleanup', 'post').requestBody.content['application/json'].schema.properties).toMatchObject({
      daysOld: { type: 'number' },
      dryRun: { type: 'boolean' },
    });
  });

  it.each(QUERIES)('says what is answered to %s?%s', async (path, query) => {
    const ids = { id, traceId: 't', sessionId: 's', userId: 'u', companyId: 'c' };
    const real = `${path}?${query}`.replaceAll(/\{(\w+)\}/g, (_all, name) => ids[name as 'id']);
    const { body } = await admin.http.get(`/api/admin/llm${real}`).expect(200);
    expect(faultsOf(document, operation(path).responses['200'].content['application/json'].schema, body)).toEqual([]);
  });

  it('says what is answered to what is wrong, and to what removes', async () => {
    const { body } = await admin.http.get('/api/admin/llm/calls?limit=0').expect(400);
    expect(faultsOf(document, { $ref: '#/components/schemas/LlmProblem' }, body)).toEqual([]);
    expect(faultsOf(document, { $ref: '#/components/schemas/LlmProblem' }, { ...body, more: 1 })).not.toEqual([]);
    const { body: report } = await admin.http.post('/api/admin/llm/cleanup').send({ daysOld: 1, dryRun: true });
    expect(faultsOf(document, { $ref: '#/components/schemas/LlmCleanupReport' }, report)).toEqual([]);
    const { body: erased } = await admin.http.delete('/api/admin/llm/users/nobody');
    expect(faultsOf(document, { $ref: '#/components/schemas/LlmErased' }, erased)).toEqual([]);
  });

  it('is the same for the next application of the process', async () => {
    const other = await startAdmin(platform, database, undefined, (app) => void app.setGlobalPrefix('api'));
    expect(documentOf(other)).toEqual(document);
    await other.app.close();
  });
});

function documentOf({ app }: AdminApplication): OpenAPIObject {
  return SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('An application').setVersion('1').build());
}

/** Where an answer is not what its schema says: members that it does not know are faults too. */
function faultsOf({ components }: OpenAPIObject, schema: object, answer: unknown): unknown[] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  (formats as unknown as (ajv: Ajv) => void)(ajv);
  const validate = ajv.compile(asJsonSchema({ ...schema, components }) as object);
  return validate(answer) ? [] : validate.errors!;
}

function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Record<string, unknown>;
  const schema = Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, asJsonSchema(each)]));
  if ('properties' in schema && schema['additionalProperties'] === undefined) schema['additionalProperties'] = false;
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}
