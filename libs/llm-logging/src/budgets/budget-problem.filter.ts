import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { throwError } from 'rxjs';
import { LlmBudgetExceededError } from '../errors.js';

const TYPE = 'urn:nestjs-llm-logging:problem:budget-exceeded';

/** A refused call that nobody caught is answered with 429, as RFC 9457 has it. The answer does not contain what was spent. */
@Catch(LlmBudgetExceededError)
export class BudgetProblemFilter implements ExceptionFilter {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  /** Over messages, sockets and GraphQL it is reported as Nest reports any error. */
  catch(error: LlmBudgetExceededError, host: ArgumentsHost): unknown {
    if (host.getType() === 'rpc') return throwError(() => error);
    if (host.getType() === 'ws') return emitException(host, error);
    if (host.getType() !== 'http') return error;
    const { httpAdapter } = this.host;
    const [request, response] = host.getArgs<[request: unknown, response: unknown]>();
    if (httpAdapter.isHeadersSent(response)) return httpAdapter.end(response) as unknown;
    const { statusCode: status, message: detail, budget, subject, resetsAt } = error;
    const instance = (httpAdapter.getRequestUrl(request) as string).split('?', 1)[0];
    const problem = {
      type: TYPE,
      title: 'The LLM budget is used up',
      status,
      detail,
      instance,
      budget,
      subject,
      resetsAt,
    };
    if (resetsAt !== null)
      httpAdapter.setHeader(
        response,
        'Retry-After',
        String(Math.max(Math.ceil((resetsAt.getTime() - Date.now()) / 1_000), 1)),
      );
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    return httpAdapter.reply(response, JSON.stringify(problem), status) as unknown;
  }
}

function emitException(host: ArgumentsHost, { message }: LlmBudgetExceededError): void {
  const client = host.switchToWs().getClient<{ emit?: (event: string, data: object) => unknown }>();
  client.emit?.('exception', { status: 'error', message });
}
