import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Inject,
  Injectable,
  type INestApplication,
  type OnModuleInit,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { ExternalContextCreator, HttpAdapterHost } from '@nestjs/core';
import { LlmLoggerService, LogLlmCall } from 'nestjs-llm-logging';
import { setImmediate } from 'node:timers/promises';
import { logging, moduleOf, storedCalls } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, PLATFORMS } from '../support/http-application.js';

@Injectable()
class AuthorResolver {
  query() {
    return ['first', 'second'];
  }

  @LogLlmCall('summarization', { prompt: ([author]) => author })
  async summary(author: string) {
    await setImmediate();
    return `of ${author}`;
  }
}

/** As GraphQL modules of NestJS do it: a handler beside the routes, interceptors around the query alone, then its fields. */
@Injectable()
class GraphqlLike implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly creator: ExternalContextCreator,
    private readonly resolver: AuthorResolver,
  ) {}

  onModuleInit(): void {
    const { httpAdapter } = this.host;
    const query = this.creator.create(
      this.resolver,
      // eslint-disable-next-line @typescript-eslint/unbound-method -- NestJS calls it on the resolver
      this.resolver.query,
      'query',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'graphql',
    );
    const answer = async (req: object): Promise<string[]> => {
      const authors = (await query({}, {}, { req }, {})) as string[];
      return Promise.all(authors.map((author) => this.resolver.summary(author)));
    };
    if (httpAdapter.getType() === 'fastify')
      httpAdapter
        .getInstance<{ post(path: string, handler: (request: object) => unknown): void }>()
        .post('/graphql', answer);
    else
      httpAdapter.use(
        '/graphql',
        (request: object, response: { json(body: unknown): void }, next: (error: unknown) => void) => {
          answer(request).then((body) => response.json(body), next);
        },
      );
  }
}

@Injectable()
class AskingGuard {
  constructor(@Inject(LlmLoggerService) private readonly logger: LlmLoggerService) {}

  async canActivate(): Promise<boolean> {
    await this.logger.record({ callType: 'classification', prompt: 'guard' });
    return true;
  }
}

@Catch()
@Injectable()
class AskingFilter implements ExceptionFilter {
  constructor(@Inject(LlmLoggerService) private readonly logger: LlmLoggerService) {}

  async catch(_error: unknown, host: ArgumentsHost): Promise<void> {
    await this.logger.record({ callType: 'classification', prompt: 'filter' });
    host.switchToHttp().getResponse<{ status(code: number): { send(body: string): void } }>().status(500).send('');
  }
}

@Controller()
class FailingController {
  @Get('failing')
  @UseGuards(AskingGuard)
  @UseFilters(AskingFilter)
  failing() {
    throw new Error('of the handler');
  }
}

describe.each(PLATFORMS)('a request on %s', (platform) => {
  let database: TestDatabase;
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    const module = moduleOf({
      imports: [logging(database, { context: () => ({ companyId: 'c1' }) })],
      controllers: [FailingController],
      providers: [AuthorResolver, GraphqlLike, AskingGuard, AskingFilter],
    });
    ({ app, url } = await listen(platform, module));
  });

  beforeEach(() => database.query('TRUNCATE llm_calls'));

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('has one trace for all fields of a GraphQL query, which know who asks', async () => {
    const ask = () =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ authors { summary } }' }),
      });
    const answers = await Promise.all([ask(), ask()]);
    expect(await answers[0]!.json()).toEqual(['of first', 'of second']);
    const rows = await storedCalls(app, database);
    expect(rows).toHaveLength(4);
    const traces = new Set(rows.map((row) => row['trace_id'] as string));
    expect(traces.size).toBe(2);
    for (const trace of traces) expect(rows.filter((row) => row['trace_id'] === trace)).toHaveLength(2);
    expect(rows.map((row) => row['company_id'])).toEqual(['c1', 'c1', 'c1', 'c1']);
  });

  it('has one trace for guards and exception filters, without any middleware', async () => {
    expect((await fetch(`${url}/failing`)).status).toBe(500);
    const rows = await storedCalls(app, database);
    expect(rows.map((row) => row['prompt'])).toEqual(['guard', 'filter']);
    expect(rows[0]!['trace_id']).toBe(rows[1]!['trace_id']);
  });
});
