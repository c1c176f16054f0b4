import { ForbiddenException, Get, Header, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import type { LlmAlertEvent } from '../../alerts/llm-alert-event.js';
import { LlmAlertService, type LlmEventFilter, type LlmEventPage } from '../../alerts/llm-alert.service.js';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { companyOf } from '../access/admin-scope.js';
import { AuditNotes } from '../audit/audit-notes.js';
import { Described } from '../openapi/described.js';
import { EventModel, EventPageModel } from '../openapi/models/budget.models.js';
import { queryOf } from '../requests/query-pipe.js';
import { EventsQuery } from './budgets.query.js';

/** Events of budgets and alerts. */
export abstract class LlmEventsController {
  constructor(
    @Inject(LlmAlertService) private readonly alerts: LlmAlertService,
    @Inject(AuditNotes) private readonly notes: AuditNotes,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('events')
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'Events of budgets and alerts, newest first', answer: EventPageModel, query: EventsQuery })
  list(@Req() request: AdminRequest, @Query(queryOf(EventsQuery)) query: LlmEventFilter): Promise<LlmEventPage> {
    return this.alerts.events({ ...query, companyId: companyOf(this.options, request, query.companyId) });
  }

  @Post('events/test')
  @HttpCode(200)
  @Described({ summary: 'Sends an event to see whether it arrives', answer: EventModel, errors: [415] })
  async test(@Req() request: AdminRequest): Promise<LlmAlertEvent> {
    if (companyOf(this.options, request) !== undefined)
      throw new ForbiddenException('Events go to the operators: it needs a request that is limited to no company.');
    await this.notes.write(request, 'events.test');
    return this.alerts.test();
  }
}
