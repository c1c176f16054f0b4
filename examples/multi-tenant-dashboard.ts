import { type CanActivate, type ExecutionContext, Injectable, Module } from '@nestjs/common';
import { LlmLoggingModule } from 'nestjs-llm-logging';

interface User {
  readonly id: string;
  readonly companyId?: string;
  readonly role: 'customer' | 'support' | 'owner';
}

const userOf = (request: Record<string, unknown>): User => request['user'] as User;

/** Stands for your login: it leaves the user on the request. */
@Injectable()
export class SessionGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    const request = host.switchToHttp().getRequest<{ headers: Record<string, string | undefined>; user?: User }>();
    const session = request.headers['x-session'];
    if (session === undefined) return false;
    request.user = JSON.parse(session) as User;
    return true;
  }
}

@Module({
  imports: [
    LlmLoggingModule.forRoot({
      database: { url: process.env['DATABASE_URL']! },
      admin: {
        guards: [SessionGuard],
        // Customers see the calls of their own company, whatever they ask for; others are limited to none.
        scope: (request) => (userOf(request).role === 'customer' ? { companyId: userOf(request).companyId } : {}),
        // Support sees numbers and no texts.
        payloads: (request) => (userOf(request).role === 'support' ? 'masked' : 'full'),
        audit: { actor: (request) => userOf(request).id },
      },
    }),
  ],
})
export class AppModule {}
