import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { createHash } from 'node:crypto';
import { map, type Observable } from 'rxjs';

interface StatsRequest {
  readonly query: { readonly endDate?: unknown };
  readonly headers: { readonly 'if-none-match'?: string };
}

/**
 * Answers about a time that is over may be kept by whoever asked, and are asked for again by their `ETag`: late outcomes and
 * erasing change them. Of a time that goes on nothing is kept.
 */
@Injectable()
export class StatsCacheInterceptor implements NestInterceptor {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const [{ query, headers }, response] = host.getArgs<[request: StatsRequest, response: unknown]>();
    const { httpAdapter } = this.host;
    const isOver = typeof query.endDate === 'string' && Date.parse(query.endDate) <= Date.now();
    httpAdapter.setHeader(response, 'Cache-Control', isOver ? 'private, no-cache' : 'no-store');
    if (!isOver) return next.handle();
    return next.handle().pipe(
      map((answer: unknown) => {
        const tag = etagOf(answer);
        httpAdapter.setHeader(response, 'ETag', tag);
        if (!names(headers['if-none-match'], tag)) return answer;
        httpAdapter.status(response, 304);
        return undefined;
      }),
    );
  }
}

/** Weak, as interceptors of the application may still write the answer in another way. */
function etagOf(answer: unknown): string {
  return `W/"${createHash('sha256').update(JSON.stringify(answer)).digest('base64url').slice(0, 27)}"`;
}

/** Whether `If-None-Match` names a tag, compared as RFC 9110 has it: weakly. */
function names(ifNoneMatch: string | undefined, tag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((each) => each.trim()) ?? [];
  return tags.some((each) => each === '*' || each.replace(/^W\//, '') === tag.slice(2));
}
