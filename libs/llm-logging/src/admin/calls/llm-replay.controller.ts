import { ForbiddenException, HttpCode, Inject, NotImplementedException, Param, Post, Req } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { LlmCallRepository } from '../../calls/llm-call.repository.js';
import { payloadsOf } from '../access/payloads.js';
import { companyOf } from '../access/admin-scope.js';
import { callWithin } from './call-within.js';
import { AuditNotes } from '../audit/audit-notes.js';
import type { LlmReplay } from './llm-replay.js';
import { Described } from '../openapi/described.js';
import { LlmReplayModel } from '../openapi/models/access.models.js';

/** Makes calls again, through the application. */
export abstract class LlmReplayController {
  constructor(
    @Inject(LlmCallRepository) private readonly repository: LlmCallRepository,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
    @Inject(AuditNotes) private readonly notes: AuditNotes,
    @Inject(ModuleRef) private readonly services: ModuleRef,
  ) {}

  @Post('calls/:id/replay')
  @HttpCode(200)
  @Described({ summary: 'Makes a call again', answer: LlmReplayModel, errors: [404, 415, 501] })
  async replay(@Req() request: AdminRequest, @Param('id') id: string): Promise<LlmReplay> {
    const { replay } = this.options;
    if (replay === undefined)
      throw new NotImplementedException('The application has no handler that makes calls again (admin.replay).');
    if (payloadsOf(this.options, request) === 'masked')
      throw new ForbiddenException('Who sees numbers only makes no call again: its answer is a text.');
    const companyId = companyOf(this.options, request);
    const call = await callWithin(companyId, this.repository, id);
    await this.notes.write(request, 'call.replay', id);
    const result = await replay(call, request, this.services);
    return { callId: callIdOf(result), result: result ?? null };
  }
}

function callIdOf(result: unknown): string | null {
  const { callId } = (result ?? {}) as { callId?: unknown };
  return typeof callId === 'string' ? callId : null;
}
