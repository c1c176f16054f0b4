import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ADMIN_TOKEN } from './admin-token.guard.js';
import { DemoUserGuard } from './demo-user.guard.js';

@Global()
@Module({})
export class AccessModule {
  static forRoot(adminToken: string): DynamicModule {
    return {
      module: AccessModule,
      providers: [
        { provide: ADMIN_TOKEN, useValue: adminToken },
        { provide: APP_GUARD, useClass: DemoUserGuard },
      ],
      exports: [ADMIN_TOKEN],
    };
  }
}
