import {
  Inject,
  Injectable,
  ServiceUnavailableException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { mergeMap, type Observable } from 'rxjs';
import { LLM_ADMIN_OPTIONS, LLM_LOGGING_RESOLVED_OPTIONS } from '../../options/tokens.js';
import type { ResolvedOptions } from '../../options/llm-logging.options.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { AuditNotes } from '../audit/audit-notes.js';
import { Audited } from '../audit/audited.js';
import { descriptionOf } from '../openapi/described.js';
import { refuseUnstorable } from '../problems/refuse-unstorable.js';
import { runOutside } from './outside-globals.js';
import { payloadsOf, refuseGuessing } from './payloads.js';
import { refuseForeignWrites } from './refuse-foreign-writes.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { maskedAnswer } from './masked-answer.js';

const SWITCHED_OFF = 'The LLM log of this application is switched off by its option `enabled: false`.';

/** On every admin route: who may not see texts gets none, and who gets some is noted before. */
@Injectable()
export class AdminAccessInterceptor implements NestInterceptor {
  constructor(
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
    @Inject(AuditNotes) private readonly notes: AuditNotes,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly log: ResolvedOptions,
  ) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const [request, response] = host.getArgs<[request: AdminRequest, response: unknown]>();
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      this.host.httpAdapter.setHeader(response, name, value);
    if (!this.log.enabled) throw new ServiceUnavailableException(SWITCHED_OFF);
    refuseForeignWrites(request);
    // Files of the dashboard are looked up by name, whatever it is.
    if (descriptionOf(host.getHandler()) !== undefined) refuseUnstorable(request);
    const payloads = payloadsOf(this.options, request);
    refuseGuessing(payloads, request['query'] as Record<string, unknown>);
    const audited = this.reflector.get(Audited, host.getHandler());
    return runOutside(host, () => next.handle()).pipe(
      mergeMap(async (answer: unknown) => {
        if (payloads === 'masked') return maskedAnswer(answer);
        if (audited) await this.notes.write(request, audited.action, targetOf(request, audited.target));
        return answer;
      }),
    );
  }
}

function targetOf(request: AdminRequest, parameter: string | undefined): string | undefined {
  return parameter === undefined ? undefined : (request['params'] as Record<string, string>)[parameter];
}
