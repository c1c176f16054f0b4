import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  type INestApplication,
  Injectable,
  Logger,
  type NestInterceptor,
  Param,
  ParseIntPipe,
  type PipeTransform,
  Scope,
  ValidationPipe,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { LlmLoggerService } from 'nestjs-llm-logging';
import { map } from 'rxjs';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, PLATFORMS } from '../support/http-application.js';
import { NestMessages } from '../support/nest-messages.js';

@Injectable()
class Envelope implements NestInterceptor {
  intercept(_host: unknown, next: CallHandler) {
    return next.handle().pipe(map((data: unknown) => ({ success: true, data })));
  }
}

@Injectable({ scope: Scope.REQUEST })
class ScopedEnvelope extends Envelope {}

@Injectable()
class NoOne implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable({ scope: Scope.REQUEST })
class NoOneAtAll extends NoOne {}

@Injectable()
class Upper implements PipeTransform {
  transform(value: unknown): unknown {
    return typeof value === 'string' ? value.toUpperCase() : value;
  }
}

@Catch()
class Teapot implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<{ status(code: number): { send(body: string): void } }>();
    response.status(418).send('teapot');
  }
}

@Controller('own')
class OwnController {
  @Get('upper/:text')
  upper(@Param('text') text: string) {
    return { text };
  }

  @Get('number/:number')
  number(@Param('number', ParseIntPipe) number: number) {
    return { number };
  }
}

describe.each(PLATFORMS)('what the application has for all routes, on %s', (platform) => {
  let database: TestDatabase;
  const open: INestApplication[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    for (const app of open) await app.close();
    Logger.overrideLogger(false);
    await database.drop();
  });

  const started = async (
    options: { inheritGlobals?: boolean },
    providers: object[],
    prepare: (app: INestApplication) => void = () => undefined,
  ): Promise<(path: string) => Promise<{ status: number; body: any }>> => {
    const module = moduleOf({
      imports: [logging(database, { admin: { public: true, ...options } })],
      controllers: [OwnController],
      providers: providers as never,
    });
    const { app, url } = await listen(platform, module, prepare);
    open.push(app);
    return async (path) => {
      const answer = await fetch(`${url}/${path}`);
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      return { status: answer.status, body: isJson ? JSON.parse(text) : text };
    };
  };

  it('does not reach the admin routes, and does reach its own', async () => {
    const get = await started({}, [{ provide: APP_INTERCEPTOR, useClass: Envelope }], (app) => {
      app.useGlobalPipes(new Upper());
      app.useGlobalFilters(new Teapot());
    });
    expect(await get('own/upper/abc')).toEqual({ status: 200, body: { success: true, data: { text: 'ABC' } } });
    const stats = await get('admin/llm/stats/cost?callType=chat');
    expect(stats).toMatchObject({ status: 200, body: { totalCalls: 0 } });
    expect((await get('admin/llm/')).body).toMatch(/^<!doctype html>/i);
    const call = await open.at(-1)!.get(LlmLoggerService).record({ callType: 'chat', userId: 'u' });
    await open.at(-1)!.get(LlmLoggerService).flush();
    expect(await get(`admin/llm/calls/${call}`)).toMatchObject({ status: 200, body: { id: call } });
    expect(await get('admin/llm/stats/cost?days=x')).toMatchObject({ status: 400, body: { title: 'Invalid request' } });
  });

  it('guards and those of request scope neither', async () => {
    const get = await started({}, [{ provide: APP_GUARD, useClass: NoOneAtAll }], (app) => {
      app.useGlobalGuards(new NoOne());
    });
    expect(await get('own/upper/abc')).toMatchObject({ status: 403 });
    expect(await get('admin/llm/stats/cost')).toMatchObject({ status: 200 });
    const scoped = await started({}, [
      { provide: APP_GUARD, useClass: NoOneAtAll },
      { provide: APP_INTERCEPTOR, useClass: ScopedEnvelope },
    ]);
    expect(await scoped('own/upper/abc')).toMatchObject({ status: 403 });
    expect(await scoped('admin/llm/stats/cost')).toMatchObject({ status: 200, body: { totalCost: 0 } });
  });

  it('stands before the admin routes with `inheritGlobals`, and warns of nothing', async () => {
    const messages = new NestMessages();
    const get = await started({ inheritGlobals: true }, [{ provide: APP_INTERCEPTOR, useClass: Envelope }], (app) => {
      app.useLogger(messages);
      app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
    });
    expect(await get('admin/llm/capabilities')).toMatchObject({ body: { success: true, data: { live: true } } });
    const guarded = await started({ inheritGlobals: true }, [{ provide: APP_GUARD, useClass: NoOne }]);
    expect(await guarded('admin/llm/stats/cost')).toMatchObject({ status: 403 });
    expect(messages.all).toEqual([]);
  });

  it('validation of the application warns of no admin route', async () => {
    const messages = new NestMessages();
    const get = await started({}, [], (app) => {
      app.useLogger(messages);
      app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true, forbidNonWhitelisted: true }));
    });
    expect(await get('own/number/7')).toEqual({ status: 200, body: { number: 7 } });
    expect(await get('admin/llm/stats/cost?days=7')).toMatchObject({ status: 200 });
    expect(messages.all).toEqual([]);
  });
});
