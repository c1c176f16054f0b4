import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';

/** Stands where your application authenticates: what it puts on `request.user` is the `userId` of every call in the log. */
@Injectable()
export class DemoUserGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    host.switchToHttp().getRequest<{ user?: unknown }>().user = { id: 'demo-user' };
    return true;
  }
}
