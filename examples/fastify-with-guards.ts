import { type CanActivate, type ExecutionContext, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LlmLoggingModule } from 'nestjs-llm-logging';

/** Who may read every prompt. Guards of the whole application do not stand before the admin routes; these do. */
@Injectable()
export class AdminGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    const { headers } = host.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    return headers['authorization'] === `Bearer ${process.env['ADMIN_TOKEN']}`;
  }
}

@Module({
  imports: [
    LlmLoggingModule.forRoot({
      database: { url: process.env['DATABASE_URL']! },
      admin: { path: 'ops/llm', guards: [AdminGuard] },
    }),
  ],
})
export class AppModule {}

/** The dashboard is at /ops/llm/. */
export async function start(port: number): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter());
  await app.listen(port, '127.0.0.1');
  return app;
}
