import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { bindProperty, boundProperty } from './bound-property.js';
import type { LlmContext as Context } from 'llm-exchange/call';
import { LlmContextService } from './llm-context.service.js';
import { methodName, wrapMethod } from './wrapped-method.js';

/** What calls made here belong to. */
export type LlmContext = Context;

/** Property through which an instance finds its application's {@link LlmContextService}. */
export const CONTEXT_SERVICE = Symbol('LlmContextService');

/**
 * Opens a context around each run of a method: for jobs, crons, queue consumers and event handlers, which no interceptor
 * reaches. All calls made inside share one trace. An error of `select` is logged and the method runs all the same.
 *
 * @param select the context's members from the method's arguments: `(job) => ({ taskId: job.id })`.
 */
export function LlmContext<Args extends unknown[] = unknown[]>(
  select?: (args: Args) => Partial<Context>,
): (target: object, key: string | symbol, descriptor: { value?(...args: Args): unknown }) => PropertyDescriptor {
  return (target, key, descriptor) => {
    bindProperty(target, CONTEXT_SERVICE, LlmContextService);
    return wrapMethod('LlmContext', descriptor, (original, self, args) => {
      const contexts = boundProperty<LlmContextService>(self, CONTEXT_SERVICE);
      const work = (): unknown => Reflect.apply(original, self, args);
      if (contexts === undefined) return work();
      const origin = contexts.originOf(self, key, args);
      return contexts.run({ origin, ...selected(select, args as Args, methodName(target, key)) }, work);
    });
  };
}

function selected<Args>(
  select: ((args: Args) => Partial<Context>) | undefined,
  args: Args,
  method: string,
): Partial<Context> {
  try {
    return { ...select?.(args) };
  } catch (error) {
    new Logger('LlmContext').warn(`The context of ${method} could not be read and is left out: ${String(error)}`);
    return {};
  }
}
