import type { CanActivate, Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { StoredCall } from 'llm-exchange/call';
import { wholeNumber } from './schema/numbers.js';
import type { MembersOf } from './schema/option.js';
import { section, unlessFalse } from './schema/section.js';
import { text } from './schema/texts.js';
import { callback, flag, that, withDefault } from './schema/values.js';

/** The HTTP request as the platform (Express, Fastify) hands it over. */
export type AdminRequest = Record<string, unknown>;

/** The audit log of the admin API. */
export interface AdminAuditOptions {
  /**
   * Who asks.
   * @default `id`, `sub`, `userId`, `email` or `username` of the `request.user` that guards leave, otherwise the address
   */
  actor?: (request: AdminRequest) => string;
}

/** So many requests of one client in so much time. */
export interface AdminRateLimit {
  /**
   * Requests of one client.
   * @default 600
   */
  requests?: number;
  /**
   * In so much time.
   * @default 60 seconds
   */
  perSeconds?: number;
}

/** The admin HTTP API. */
export interface AdminOptions {
  /**
   * Prefix of the routes.
   * @default `admin/llm`
   */
  path?: string;
  /** Guards of every admin route: who may read everything that was ever asked of a model. */
  guards?: Type<CanActivate>[];
  /** `true` opens the admin routes to everyone. Meant for a laptop. */
  public?: true;
  /**
   * `true`: guards, interceptors and pipes that the application has for all its routes stand before the admin routes too. `false`: an
   * envelope, a throttler or a validation of the application's own leaves them alone. Middleware reaches them either way.
   * @default `false`
   */
  inheritGlobals?: boolean;
  /**
   * `false`: no dashboard, the API alone.
   * @default `true`
   */
  dashboard?: boolean;
  /** Limits what a request may see to one company. */
  scope?: (request: AdminRequest) => { companyId?: string };
  /**
   * `masked` shows a request numbers only: every text is null.
   * @default `full`, for whoever the guards let in
   */
  payloads?: (request: AdminRequest) => 'full' | 'masked';
  /** Who has read a text, removed or repeated a call is noted in `llm_audit_log`. `false` turns that off. */
  audit?: false | AdminAuditOptions;
  /**
   * Makes a call again, to reproduce what happened: `POST calls/:id/replay` hands it over. What it returns is the answer, as JSON.
   * `services.get(ChatService, { strict: false })` finds what the application has.
   * @default there is no replay
   */
  replay?: (call: StoredCall, request: AdminRequest, services: ModuleRef) => unknown;
  /** Over all admin routes; what goes beyond it is answered with 429. Each process counts for itself. `false`: no limit. */
  rateLimit?: AdminRateLimit | false;
  /**
   * `true`: assistants may ask the log by the Model Context Protocol at `POST mcp`; needs `@modelcontextprotocol/sdk`.
   * @default `false`
   */
  mcp?: boolean;
}

export const DEFAULT_ADMIN_PATH = 'admin/llm';

export const rateLimitOptions = section({
  requests: wholeNumber({ default: 600, from: 1, to: 1_000_000 }),
  perSeconds: wholeNumber({ default: 60, from: 1, to: 86_400, unit: 'seconds' }),
} satisfies MembersOf<AdminRateLimit>);

const guards = that<AdminOptions['guards']>(
  (value) => Array.isArray(value) && value.every((guard) => typeof guard === 'function'),
  'must be a list of guard classes',
);

export const adminOptions = section(
  {
    path: withDefault(text, DEFAULT_ADMIN_PATH),
    guards,
    public: that<true>((value) => value === true, 'must be true or absent'),
    inheritGlobals: flag(false),
    dashboard: flag(true),
    scope: callback(),
    payloads: callback(),
    audit: unlessFalse(section({ actor: callback() } satisfies MembersOf<AdminAuditOptions>)),
    replay: callback(),
    rateLimit: unlessFalse(rateLimitOptions),
    mcp: flag(false),
  } satisfies MembersOf<AdminOptions>,
  (values, place, given) => {
    if (!isUsableAdmin(given as AdminOptions))
      place.fault(
        'it would let everyone read every prompt. Name the `guards` that protect it, or say `public: true` if that is what you want',
      );
    return values;
  },
);

/** An admin API that says who may use it; anything else gets no routes. */
export function isUsableAdmin(admin: AdminOptions | false | undefined): admin is AdminOptions {
  if (typeof admin !== 'object' || admin === null) return false;
  return admin.public === true || (Array.isArray(admin.guards) && admin.guards.length > 0);
}
