import { Get, Inject, Query, Req, Res } from '@nestjs/common';
import { LlmQueryError } from '../../errors.js';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { masked } from '../../storage/rows/call-texts.js';
import type { LiveFilters } from '../../calls/live/read-changed-calls.js';
import { companyOf } from '../access/admin-scope.js';
import { payloadsOf } from '../access/payloads.js';
import { Described } from '../openapi/described.js';
import { LIVE_ANSWER } from '../openapi/models/access.models.js';
import { takenResponse, type PlatformResponse } from '../requests/platform-response.js';
import { queryOf } from '../requests/query-pipe.js';
import { EventStream } from './event-stream.js';
import { LiveCalls, type LiveListener } from './live-calls.js';
import { LiveQuery } from './live.query.js';

type LiveRequest = LiveFilters & { lastEventId?: string };

/** New and finished calls as server-sent events. */
export abstract class LlmLiveController {
  constructor(
    @Inject(LiveCalls) private readonly calls: LiveCalls,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  @Get('live')
  @Described({
    summary: 'New and finished calls as they come',
    answer: LIVE_ANSWER,
    mediaTypes: ['text/event-stream'],
    query: LiveQuery,
  })
  async live(
    @Req() request: AdminRequest,
    @Res() response: PlatformResponse,
    @Query(queryOf(LiveQuery)) { lastEventId, ...filters }: LiveRequest,
  ): Promise<void> {
    const companyId = companyOf(this.options, request, filters.companyId);
    const payloads = payloadsOf(this.options, request);
    const headers = request['headers'] as Record<string, string | undefined>;
    const since = timeOf(headers['last-event-id'] ?? lastEventId);
    await this.calls.prepare({ ...filters, companyId });
    const raw = takenResponse(response);
    if (raw.destroyed) return;
    const stream = new EventStream(raw, () => this.calls.leave(listener));
    const listener: LiveListener = {
      filters: { ...filters, companyId },
      call: (call, kind, at) =>
        stream.send('call', idOf(at), { call: payloads === 'masked' ? masked(call) : call, kind }),
      skipped: (calls, at) => stream.send('skipped', idOf(at), { calls }),
      end: () => stream.end(),
    };
    if (request['method'] === 'HEAD') return stream.end();
    this.calls.follow(listener, since);
  }
}

function idOf(at: Date): string {
  return String(at.getTime());
}

/** @throws LlmQueryError */
function timeOf(lastEventId: string | undefined): Date | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  if (!/^\d{13}$/.test(lastEventId))
    throw new LlmQueryError('lastEventId', 'must be the id of an event of this stream');
  return new Date(Number(lastEventId));
}
