import { Catch, Inject, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import { oneLine } from 'llm-exchange/privacy';
import { SECURITY_HEADERS } from '../access/security-headers.js';
import type { LlmProblem } from './llm-problem.js';
import { problemOf, unknownProblem } from './problem-of.js';

/** Every error of an admin route as a problem answer. It stands on the admin controllers alone: other routes keep their own. */
@Catch()
@Injectable()
export class AdminProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('LlmLogging');

  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const [request, response] = host.getArgs<[request: unknown, response: unknown]>();
    const instance = (httpAdapter.getRequestUrl(request) as string).split('?', 1)[0]!;
    const problem = problemOf(error, instance);
    if (problem === undefined) this.#logger.error(described(error));
    // What has begun as something else can only be broken off.
    if (httpAdapter.isHeadersSent(response)) httpAdapter.end(response);
    else answer(httpAdapter, response, problem ?? unknownProblem(instance));
  }
}

/** With its stack. What it says may come of the request: that is one line, so that none of it passes for an entry of its own. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const { message, stack = '' } = error;
  const at = stack.indexOf(message);
  return oneLine(String(error)) + (at === -1 ? '' : stack.slice(at + message.length));
}

function answer(adapter: AbstractHttpAdapter, response: unknown, problem: LlmProblem): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) adapter.setHeader(response, name, value);
  adapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
  adapter.setHeader(response, 'Cache-Control', 'no-store');
  adapter.reply(response, JSON.stringify(problem), problem.status);
}
