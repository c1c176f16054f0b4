import { Get, Header, Inject, Req } from '@nestjs/common';
import { LLM_ADMIN_OPTIONS, LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import { payloadsOf } from './payloads.js';
import { packageVersion } from '../../package-folder.js';
import { DEFAULT_ADMIN_PATH } from '../../options/admin.options.js';
import { companyOf } from './admin-scope.js';
import type { LlmAdminCapabilities } from './llm-admin-capabilities.js';
import { Described } from '../openapi/described.js';
import { LlmCapabilitiesModel } from '../openapi/models/access.models.js';

/** What a client may ask for, so that it need not try. */
export abstract class LlmCapabilitiesController {
  readonly #version = packageVersion();

  constructor(
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly resolved: Pick<ResolvedOptions, 'timeZone'>,
  ) {}

  @Get('capabilities')
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'What the request may see and do', answer: LlmCapabilitiesModel })
  capabilities(@Req() request: AdminRequest): LlmAdminCapabilities {
    const { path = DEFAULT_ADMIN_PATH } = this.options;
    const payloads = payloadsOf(this.options, request);
    return {
      version: this.#version,
      path,
      companyId: companyOf(this.options, request) ?? null,
      payloads,
      replay: this.options.replay !== undefined && payloads === 'full',
      live: true,
      timeZone: this.resolved.timeZone,
    };
  }
}
