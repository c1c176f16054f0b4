import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

export const ADMIN_TOKEN = Symbol('ADMIN_TOKEN');

/** Lets in who has the admin token: programs as a bearer token, browsers as the password that they ask for. */
@Injectable()
export class AdminTokenGuard implements CanActivate {
  constructor(@Inject(ADMIN_TOKEN) private readonly token: string) {}

  canActivate(host: ExecutionContext): boolean {
    const http = host.switchToHttp();
    const { authorization = '' } = http.getRequest<{ headers: IncomingHttpHeaders }>().headers;
    if (timingSafeEqual(digest(tokenOf(authorization)), digest(this.token))) return true;
    http.getResponse<ServerResponse>().setHeader('WWW-Authenticate', 'Basic realm="LLM calls", charset="UTF-8"');
    throw new UnauthorizedException(
      'The admin API wants ADMIN_TOKEN: as a bearer token, or as the password of any user.',
    );
  }
}

function tokenOf(authorization: string): string {
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return '';
  const credentials = Buffer.from(value, 'base64').toString();
  return credentials.slice(credentials.indexOf(':') + 1);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
