import { timingSafeEqual, createHash } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable, UnauthorizedException } from '@nestjs/common';

export const ADMIN_TOKEN = Symbol('ADMIN_TOKEN');

/** Lets in who has the admin token as bearer token. */
@Injectable()
export class AdminTokenGuard implements CanActivate {
  constructor(@Inject(ADMIN_TOKEN) private readonly token: string) {}

  canActivate(host: ExecutionContext): boolean {
    const { headers } = host.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    if (timingSafeEqual(digest(headers['authorization'] ?? ''), digest(`Bearer ${this.token}`))) return true;
    throw new UnauthorizedException('The admin API wants the header "Authorization: Bearer <ADMIN_TOKEN>".');
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
